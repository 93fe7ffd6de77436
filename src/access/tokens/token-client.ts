import { hash } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { isScope } from '../../domain/scopes.js';
import type { Client } from '../client-keys.js';
import { viewFromClaims } from '../view-claims.js';

const LONGEST_NAME = 64;
const DIGEST_LENGTH = 8;

/** Begins the name of every client with a token; names in a key file have no colon. */
const PREFIX = 'jwt:';
const NAMELESS = 'nameless';

/**
 * The client that a token was made for: `client_id` (RFC 9068), else `azp`, else `sub`. In its name whatever might do
 * harm in a log or a metric is `_`, and it has 64 characters behind its prefix at most; where it had to be changed, a
 * digest at its end keeps it apart from all others.
 *
 * Its scopes are those of ours in `scope` (RFC 8693, 4.2), or else in `scp`; what it may see is `viewFromClaims`.
 *
 * @param claims of a token that was verified
 * @returns `undefined` where a claim restricts its bearer in a form that is not known
 */
export function clientOf(claims: JWTPayload): Client | undefined {
  const { client_id: clientId, azp, sub, scope, scp } = claims;
  const view = viewFromClaims(claims);
  const id = [clientId, azp, sub].find((claim) => typeof claim === 'string' && claim !== '');
  const name = typeof id === 'string' ? nameOf(id) : NAMELESS;
  const scopes = new Set(wordsOf(scope ?? scp).filter(isScope));
  return view && { name: PREFIX + name, scopes, view };
}

function nameOf(id: string): string {
  const harmless = id.replace(/[^A-Za-z0-9._@|-]/gu, '_');
  if (harmless === id && id.length <= LONGEST_NAME) return id;
  const digest = hash('sha256', id, 'hex').slice(0, DIGEST_LENGTH);
  return `${harmless.slice(0, LONGEST_NAME - DIGEST_LENGTH - 1)}~${digest}`;
}

function wordsOf(claim: unknown): readonly unknown[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim : [];
}
