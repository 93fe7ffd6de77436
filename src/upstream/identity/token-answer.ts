import type { IdentityCredentials } from '../../config/glance-config.js';
import { httpDateMs } from '../../domain/http-date.js';
import { decodeJson } from '../http/decode-json.js';
import type { Answer } from '../http/upstream-http.client.js';
import { issuedToken } from '../issued-token.js';
import { asRecord } from '../normalise/scalars.js';
import { readTimestampMs } from '../normalise/timestamp.js';
import type { IssuedToken } from '../token-cache.js';
import { endpointsOfV2, endpointsOfV3, type CatalogEndpoint } from './service-catalog.js';

/** A token, and where its project finds images. */
export interface IdentityAnswer extends IssuedToken {
  readonly endpoints: readonly CatalogEndpoint[];
}

/**
 * Reads what a Keystone has answered to `tokenRequest`.
 *
 * @throws UpstreamError `UPSTREAM_INVALID` without a token
 */
export function readTokenAnswer(kind: IdentityCredentials['kind'], answer: Answer): IdentityAnswer {
  const body = asRecord(decodeJson(answer));
  return kind === 'v2.0-password' ? readV2(body, answer) : readV3(body, answer);
}

type Body = Readonly<Record<string, unknown>> | undefined;

/** `access.token`: the token is in it. */
function readV2(body: Body, answer: Answer): IdentityAnswer {
  const access = asRecord(body?.['access']);
  const token = asRecord(access?.['token']);
  const now = nowMs(answer, token?.['issued_at']);
  return {
    ...issuedToken(token?.['id'], token?.['expires'], now),
    endpoints: endpointsOfV2(access?.['serviceCatalog']),
  };
}

/** `token`: the token itself is in the header. */
function readV3(body: Body, answer: Answer): IdentityAnswer {
  const token = asRecord(body?.['token']);
  const now = nowMs(answer, token?.['issued_at']);
  return {
    ...issuedToken(answer.header('x-subject-token'), token?.['expires_at'], now),
    endpoints: endpointsOfV3(token?.['catalog']),
  };
}

/** The identity service's clock. Under some servers it sends no `Date`; the token was issued a moment ago, then. */
function nowMs(answer: Answer, issuedAt: unknown): number {
  return httpDateMs(answer.header('date')) ?? readTimestampMs(issuedAt) ?? answer.serverNowMs;
}
