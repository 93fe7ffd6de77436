import { validateSync, type ValidationError } from 'class-validator';
import { closest } from 'fastest-levenshtein';

import { cutInput, FAULT_CODES, type FaultCode, type ParameterFault } from '../problems/parameter-fault.js';
import { requiredParameters } from './check.js';
import { passesAll, queryRules } from './query-rules.js';
import type { RawQuery } from './query-string.js';

/**
 * Puts a query into its DTO and finds everything that is wrong with it. What is wrong is class-validator's to say;
 * it is asked only if something is.
 *
 * @param Dto a class whose properties are all declared by a parameter decorator
 * @returns the DTO, to be used only if there is no fault; faults in the order of the DTO, unknown names last
 */
export function validateQuery<T extends object>(
  raw: RawQuery,
  Dto: new () => T,
): { dto: T; faults: ParameterFault[] } {
  const rules = queryRules(Dto.prototype as object);
  const dto = new Dto();
  // its properties are all parameters, and hold their values
  const query = dto as Record<string, readonly string[]>;
  const unknown: ParameterFault[] = [];
  for (const [name, values] of raw.values) {
    if (rules.has(name)) query[name] = values;
    else unknown.push(unknownParameter(name, [...rules.keys()]));
  }
  const isComplete = requiredParameters(Dto.prototype as object).every((name) => raw.values.has(name));
  const wrong = isComplete && passesAll(rules, raw.values, query) ? [] : faultsOf(dto);
  // a value that cannot be read was given all the same
  const lacking = wrong.filter(
    ({ parameter, code }) =>
      code !== 'REQUIRED' || !raw.faults.some((fault) => fault.parameter === parameter),
  );
  return { dto, faults: [...raw.faults, ...lacking, ...unknown] };
}

function faultsOf(dto: object): ParameterFault[] {
  const options = { forbidUnknownValues: false, validationError: { target: false } };
  return validateSync(dto, options).flatMap(faultsOfParameter);
}

function faultsOfParameter({ property, constraints = {}, contexts = {} }: ValidationError): ParameterFault[] {
  const codes = FAULT_CODES.filter((code) => Object.hasOwn(constraints, code));
  return codes.map((code) => {
    const allowed = allowedOf(contexts, code);
    return { parameter: property, code, detail: constraints[code]!, ...(allowed && { allowed }) };
  });
}

function allowedOf(contexts: Record<string, unknown>, code: FaultCode): readonly string[] | undefined {
  // `Check` puts nothing else there
  return (contexts[code] as { allowed?: readonly string[] } | undefined)?.allowed;
}

function unknownParameter(name: string, known: string[]): ParameterFault {
  const parameter = cutInput(name);
  const hint = known.length > 0 ? `; did you mean '${closest(parameter, known)}'?` : '; there are none here';
  return { parameter, code: 'UNKNOWN_PARAMETER', detail: `unknown parameter${hint}` };
}
