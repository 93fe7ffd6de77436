import type { ApiPropertyOptions } from '@nestjs/swagger';

import { Check } from './check.js';
import { parameter } from './parameter.js';
import { fits, hasNul, isBlank, LONGEST_VALUE, once, textRules } from './text-rules.js';

/**
 * One of some known values.
 *
 * @param standard what holds where there is none, if that is always the same
 */
export function ChoiceParameter(known: readonly string[], standard?: string): PropertyDecorator {
  const schema: ApiPropertyOptions = { type: 'string', enum: [...known] };
  if (standard !== undefined) schema.default = standard;
  return parameter(schema, once(), ...choiceRules(known));
}

/** Any of some known values; may be repeated. */
export function ChoicesParameter(known: readonly string[]): PropertyDecorator {
  const schema: ApiPropertyOptions = { type: 'array', items: { type: 'string', enum: [...known] } };
  return parameter(schema, ...choiceRules(known));
}

function choiceRules(known: readonly string[]): PropertyDecorator[] {
  const names = new Set(known);
  const isText = (value: string): boolean => fits(value, LONGEST_VALUE) && !isBlank(value) && !hasNul(value);
  return [
    ...textRules(),
    Check(
      'UNKNOWN_VALUE',
      'must be one of the known values, in their case',
      (values) => values.every((value) => names.has(value) || !isText(value)),
      known,
    ),
  ];
}
