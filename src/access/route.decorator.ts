import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';

import type { Scope } from '../domain/scopes.js';

/** The name of the API key in the OpenAPI document. */
export const API_KEY_SCHEME = 'apiKey';

/** What every route says of itself. */
export interface RouteRules {
  /** Who may call: anyone, or clients with this scope. */
  readonly openTo: 'anyone' | Scope;
  /** The media type it answers with. */
  readonly produces: string;
}

/** Says who may call a route and what it answers with; a route that does not say it is closed to all. */
export function Route(rules: RouteRules): MethodDecorator {
  return applyDecorators(
    RouteConfig({ rules }),
    ...(rules.openTo === 'anyone' ? [] : [ApiSecurity(API_KEY_SCHEME, [rules.openTo])]),
  );
}

/** The rules of a matched route, from the configuration that Fastify keeps of it. */
export function rulesOf(config: unknown): RouteRules | undefined {
  return typeof config === 'object' && config !== null && 'rules' in config
    ? // only `Route` writes this key
      (config.rules as RouteRules)
    : undefined;
}
