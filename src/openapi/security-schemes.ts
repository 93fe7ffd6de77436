import type { OpenAPIObject } from '@nestjs/swagger';

import type { Taken } from '../access/access.guard.js';
import { scopesOf } from '../access/route.decorator.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Schemes = NonNullable<Components['securitySchemes']>;

const METHODS = ['get', 'post'] as const;

const API_KEY: Schemes = { apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } };
const TOKEN: Schemes = { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } };

/** Says with which credentials an operation may be called that asks for a scope: any of those that are taken. */
export function addSecurity(document: OpenAPIObject, taken: Taken): OpenAPIObject {
  const securitySchemes = { ...(taken.tokens && TOKEN), ...(taken.keys && API_KEY) };
  const names = Object.keys(securitySchemes);
  for (const item of Object.values(document.paths)) {
    for (const operation of METHODS.flatMap((method) => item[method] ?? [])) {
      const scopes = scopesOf(operation.security);
      if (scopes === undefined) continue;
      if (names.length === 0) delete operation.security;
      else operation.security = names.map((name) => ({ [name]: [...scopes] }));
    }
  }
  return names.length === 0
    ? document
    : { ...document, components: { ...document.components, securitySchemes } };
}
