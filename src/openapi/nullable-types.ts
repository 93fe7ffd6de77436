import type { OpenAPIObject } from '@nestjs/swagger';

/**
 * Brings schemas that say `nullable` to OpenAPI 3.1, which follows JSON Schema: a type may be a list with
 * `null` in it. The library still writes the form of 3.0.
 */
export function toOpenApi31(document: OpenAPIObject): OpenAPIObject {
  // only `nullable` schemas change, and OpenAPIObject does not tell 3.0 from 3.1
  return convert(document) as OpenAPIObject;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, convert(member)] as const);
  const { nullable, ...rest } = Object.fromEntries(entries) as Record<string, unknown>;
  if (nullable !== true) return Object.fromEntries(entries);
  if (typeof rest['type'] === 'string') return { ...rest, type: [rest['type'], 'null'] };
  return { anyOf: [rest, { type: 'null' }] };
}
