import type { UpstreamConfig } from '../config/app-config.js';
import { Secret } from '../config/secret.js';
import type { ExchangeLimits } from './http/upstream-http.client.js';
import { readTimestampMs } from './normalise/timestamp.js';
import type { IssuedToken } from './token-cache.js';
import { UpstreamError } from './upstream.errors.js';

/** The route of the issue of tokens as logs may name it. */
export const TOKENS_OPERATION = 'tokens';

/** Used where the upstream does not say when its token ends. */
const ASSUMED_LIFETIME_MS = 60_000;

/** No answer with a token is so large; it is read on the event loop, and 1 MiB of JSON takes some milliseconds. */
const MAX_BODY_BYTES = 1024 ** 2;

/**
 * A token as an answer tells it.
 *
 * @param expires its end by the upstream's clock
 * @param nowMs what that clock says now, in milliseconds since 1970
 * @throws UpstreamError `UPSTREAM_INVALID` without a token that a header can carry
 */
export function issuedToken(id: unknown, expires: unknown, nowMs: number): IssuedToken {
  if (typeof id !== 'string' || !/^[\x21-\x7e]+$/.test(id)) {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer has no token that a header can carry');
  }
  const expiresAt = readTimestampMs(expires);
  const lifetimeMs = expiresAt === undefined ? ASSUMED_LIFETIME_MS : expiresAt - nowMs;
  return { token: new Secret(id), lifetimeMs };
}

/** What bounds the exchange in which a token is issued. */
export function tokenLimits({ timeoutMs, maxBodyBytes }: UpstreamConfig): ExchangeLimits {
  return maxBodyBytes < MAX_BODY_BYTES
    ? { timeoutMs, maxBodyBytes, maxBodySetting: 'UPSTREAM_MAX_BODY' }
    : { timeoutMs, maxBodyBytes: MAX_BODY_BYTES };
}
