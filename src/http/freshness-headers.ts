import type { Freshness } from '../catalog/freshness.js';

/**
 * Says how current an answer is: `Age` and `Cache-Control` (RFC 9111), the stale windows of RFC 5861, and
 * `Cache-Status` (RFC 9211).
 */
export function freshnessHeaders(freshness: Freshness): Record<string, string> {
  const { ageSeconds, ttlSeconds, staleSeconds, stale } = freshness;
  const maxAge = Math.max(0, ttlSeconds);
  const detail =
    stale === 'no' ? '' : `; detail=stale-${stale === 'error' ? 'if-error' : 'while-revalidate'}`;
  return {
    age: String(ageSeconds),
    'cache-control': `private, max-age=${maxAge}, stale-while-revalidate=${staleSeconds}, stale-if-error=${staleSeconds}`,
    'cache-status': `image-gateway; hit; ttl=${ttlSeconds}${detail}`,
  };
}
