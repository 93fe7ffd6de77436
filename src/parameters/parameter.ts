import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';

import { declareParameter } from './check.js';

/** Makes a property of a query DTO a parameter: known by name, checked by these rules, and documented. */
export function parameter(
  schema: ApiPropertyOptions,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  const declare: PropertyDecorator = (prototype, name) => declareParameter(prototype, String(name));
  return applyDecorators(declare, ApiPropertyOptional(schema), ...rules);
}

/** The schema of a parameter that may be repeated. */
export function repeatable(
  items: { maxLength: number; pattern: string },
  maxItems?: number,
): ApiPropertyOptions {
  return { type: 'array', items: { type: 'string', minLength: 1, ...items }, ...(maxItems && { maxItems }) };
}
