import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';

import type { Scope } from '../domain/scopes.js';

/** What an operation asks for in the OpenAPI document, until the credentials that are taken stand in its place. */
const SCOPES_ASKED_FOR = 'scopes';

/** What every route says of itself. */
export interface RouteRules {
  /** Who may call: anyone, or clients with this scope. */
  readonly openTo: 'anyone' | Scope;
  /** The media types it answers with, the one that it prefers first. */
  readonly produces: string | readonly string[];
}

/** Says who may call a route and what it answers with; a route that does not say it is closed to all. */
export function Route(rules: RouteRules): MethodDecorator {
  return applyDecorators(
    RouteConfig({ rules }),
    ...(rules.openTo === 'anyone' ? [] : [ApiSecurity(SCOPES_ASKED_FOR, [rules.openTo])]),
  );
}

/** The rules of a matched route, from the configuration that Fastify keeps of it. */
export function rulesOf(config: unknown): RouteRules | undefined {
  return typeof config === 'object' && config !== null && 'rules' in config
    ? // only `Route` writes this key
      (config.rules as RouteRules)
    : undefined;
}

/** The scopes that `Route` has an operation ask for; `undefined` for one that is open to anyone. */
export function scopesOf(
  security: readonly Readonly<Record<string, readonly string[]>>[] | undefined,
): readonly string[] | undefined {
  return security?.find((each) => SCOPES_ASKED_FOR in each)?.[SCOPES_ASKED_FOR];
}
