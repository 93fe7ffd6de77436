import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';

import { declareParameter, Required } from './check.js';

/** Makes a property of a query DTO a parameter: known by name, checked by these rules, and documented. */
export function parameter(
  schema: ApiPropertyOptions,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  return applyDecorators(declare, ApiPropertyOptional(schema), ...rules);
}

/** The same for one that must be there. */
export function requiredParameter(
  schema: ApiPropertyOptions,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  return applyDecorators(declare, ApiProperty(schema), Required(), ...rules);
}

const declare: PropertyDecorator = (prototype, name) => declareParameter(prototype, String(name));

/** The schema of a parameter that may be repeated. */
export function repeatable(
  items: { maxLength: number; pattern: string },
  maxItems?: number,
): ApiPropertyOptions {
  return { type: 'array', items: { type: 'string', minLength: 1, ...items }, ...(maxItems && { maxItems }) };
}
