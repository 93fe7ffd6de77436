import 'reflect-metadata';

import { ValidateBy } from 'class-validator';

import type { FaultCode } from '../problems/parameter-fault.js';

const DECLARED = Symbol('parameters');
const REQUIRED = Symbol('required parameters');
const RULES = Symbol('rules of a parameter');

/** Records that a property of a query DTO is a parameter, so that every other name is unknown. */
export function declareParameter(prototype: object, name: string): void {
  const inherited = declaredParameters(prototype);
  Reflect.defineMetadata(DECLARED, [...inherited.filter((known) => known !== name), name], prototype);
}

/** The parameters of a query DTO, those of its base class first, in the order of the source. */
export function declaredParameters(prototype: object): readonly string[] {
  // written by `declareParameter` alone
  return (Reflect.getMetadata(DECLARED, prototype) as readonly string[] | undefined) ?? [];
}

/** Says that a parameter must be there. */
export function Required(): PropertyDecorator {
  const tellFault = ValidateBy({
    name: 'REQUIRED' satisfies FaultCode,
    validator: {
      validate: (values: readonly string[] | undefined) => values !== undefined,
      defaultMessage: () => 'must be given',
    },
  });
  return (prototype, name) => {
    Reflect.defineMetadata(REQUIRED, [...requiredParameters(prototype), String(name)], prototype);
    tellFault(prototype, name);
  };
}

/** The parameters of a query DTO that must be there. */
export function requiredParameters(prototype: object): readonly string[] {
  // written by `Required` alone
  return (Reflect.getMetadata(REQUIRED, prototype) as readonly string[] | undefined) ?? [];
}

/** Whether the values of a parameter are right; `query` holds the others. Never called without a value. */
export type Passes = (
  values: readonly string[],
  query: Readonly<Record<string, readonly string[]>>,
) => boolean;

/**
 * A rule on the raw values of a query parameter: for class-validator, which says what is wrong, and for
 * `passesAll`, which says only that nothing is.
 *
 * The rule's name is the code of the fault. Where two codes fit one value the rule of the lower one must let
 * it pass, so that a caller is told the most basic fault only.
 */
export function Check(
  code: FaultCode,
  detail: string,
  passes: Passes,
  allowed?: readonly string[],
): PropertyDecorator {
  const tellFault = ValidateBy(
    {
      name: code,
      validator: {
        validate: (values: readonly string[] | undefined, args) =>
          values === undefined ||
          // a query DTO holds nothing but the values of parameters
          passes(values, (args?.object ?? {}) as Record<string, readonly string[]>),
        defaultMessage: () => detail,
      },
    },
    { context: { allowed } },
  );
  return (prototype, name) => {
    recordRule(prototype, name, passes);
    tellFault(prototype, name);
  };
}

/** The rules of one parameter. As in class-validator, a class that declares it anew has rules of its own. */
export function rulesOf(prototype: object, name: string): readonly Passes[] {
  // written by `recordRule` alone
  return (Reflect.getMetadata(RULES, prototype, name) as readonly Passes[] | undefined) ?? [];
}

function recordRule(prototype: object, name: string | symbol, passes: Passes): void {
  const own = Reflect.hasOwnMetadata(RULES, prototype, name) ? rulesOf(prototype, String(name)) : [];
  Reflect.defineMetadata(RULES, [...own, passes], prototype, name);
}
