import type { Freshness } from '../catalog/freshness.js';

/** What an answer says of its age. */
export interface FreshnessHeaders {
  readonly cacheStatus: string;
  /** All of them, names and values in turn. */
  readonly headers: readonly string[];
}

/**
 * Says how current an answer is: `Age` and `Cache-Control` (RFC 9111), the stale windows of RFC 5861, and
 * `Cache-Status` (RFC 9211).
 */
export function freshnessHeaders(freshness: Freshness): FreshnessHeaders {
  const { ageSeconds, ttlSeconds, staleSeconds, stale } = freshness;
  const maxAge = Math.max(0, ttlSeconds);
  const stales = `stale-while-revalidate=${staleSeconds}, stale-if-error=${staleSeconds}`;
  const detail =
    stale === 'no' ? '' : `; detail=stale-${stale === 'error' ? 'if-error' : 'while-revalidate'}`;
  const cacheStatus = `image-gateway; hit; ttl=${ttlSeconds}${detail}`;
  return {
    cacheStatus,
    headers: [
      ...['age', String(ageSeconds)],
      ...['cache-control', `private, max-age=${maxAge}, ${stales}`],
      ...['cache-status', cacheStatus],
    ],
  };
}

/** The same, with the last result kept: it changes once a second. */
export class FreshnessWriter {
  private of: Freshness | undefined;
  private headers: FreshnessHeaders | undefined;

  write(freshness: Freshness): FreshnessHeaders {
    if (!this.headers || !this.of || !isSame(this.of, freshness)) {
      this.of = freshness;
      this.headers = freshnessHeaders(freshness);
    }
    return this.headers;
  }
}

function isSame(a: Freshness, b: Freshness): boolean {
  return (
    a.ageSeconds === b.ageSeconds &&
    a.ttlSeconds === b.ttlSeconds &&
    a.staleSeconds === b.staleSeconds &&
    a.stale === b.stale
  );
}
