import type { CatalogView } from '../catalog/catalog-view.js';
import { DOCUMENTED, type OpenEnumField } from '../domain/image.js';
import { fits, hasNul, isBlank, LONGEST_VALUE } from '../parameters/text-rules.js';
import type { ParameterFault } from '../problems/parameter-fault.js';

type Values = readonly string[];

/** The parameters of a query whose values must be known ones. */
export type EnumParameters = { readonly [field in OpenEnumField | 'source']?: Values };

// the keys of DOCUMENTED are the fields, by its type
const OPEN_ENUMS = Object.keys(DOCUMENTED) as OpenEnumField[];

/**
 * Finds values that nobody knows. An open enumeration takes the documented values and those that the
 * catalogue holds now, `source` the configured sources.
 *
 * @param catalog as the caller sees it; `undefined` where there is none, which then holds nothing
 * @param sourceIds those that the caller may know of
 */
export function unknownValues(
  query: EnumParameters,
  catalog: CatalogView | undefined,
  sourceIds: Values,
): ParameterFault[] {
  return [
    ...OPEN_ENUMS.flatMap((field) => {
      if (areDocumented(field, query[field])) return [];
      const held = catalog?.held(field) ?? [];
      return faultOf(field, query[field], [...new Set([...DOCUMENTED[field], ...held])].sort());
    }),
    ...faultOf('source', query.source, sourceIds),
  ];
}

function areDocumented(field: OpenEnumField, values: Values = []): boolean {
  const documented: Values = DOCUMENTED[field];
  return values.every((value) => documented.includes(value));
}

function faultOf(parameter: string, values: Values = [], allowed: Values): ParameterFault[] {
  const wellFormed = values.filter(
    (value) => fits(value, LONGEST_VALUE) && !isBlank(value) && !hasNul(value),
  );
  if (wellFormed.every((value) => allowed.includes(value))) return [];
  return [
    { parameter, code: 'UNKNOWN_VALUE', detail: 'must be one of the known values, in their case', allowed },
  ];
}
