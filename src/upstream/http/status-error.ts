import { UpstreamError, type UpstreamErrorFacts } from '../upstream.errors.js';

/** How many further tries a failure that can pass is worth. */
export const RETRIES = 2;

/**
 * What an HTTP-like status means for us; APIs that put such a status into their envelope use it as well.
 *
 * Whoever says 429 and when to come back is not asked again before, also where the deadline would allow it: the
 * failure stands, and the cooldown waits.
 *
 * @param status any integer except a success
 */
export function statusError(status: number, facts: UpstreamErrorFacts = {}): UpstreamError {
  const message = `the upstream answered with status ${status}`;
  if (status === 429) {
    const retries = (facts.retryAfterMs ?? 0) > 0 ? 0 : RETRIES;
    return new UpstreamError('UPSTREAM_UNAVAILABLE', message, { retries, ...facts });
  }
  if (status >= 500 && status < 600) {
    return new UpstreamError('UPSTREAM_UNAVAILABLE', message, { retries: RETRIES, ...facts });
  }
  if (status === 408) return new UpstreamError('UPSTREAM_REJECTED', message, { retries: RETRIES, ...facts });
  if (status >= 400 && status < 600) {
    return new UpstreamError('UPSTREAM_REJECTED', message, {
      tokenRefused: status === 401,
      notFound: status === 400 || status === 404,
      forbidden: status === 403,
      ...facts,
    });
  }
  return new UpstreamError('UPSTREAM_INVALID', message, facts);
}
