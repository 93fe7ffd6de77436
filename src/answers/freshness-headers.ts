import type { Freshness } from '../catalog/freshness.js';

/** Our own: the ids of sources whose images are not in the answer, because there is no list of them. */
const MISSING_HEADER = 'catalog-missing';

/** What an answer says that there is no such thing: the thing may be of a source without a list. */
export function missingHeaders({ missing }: Freshness): Readonly<Record<string, string>> {
  return missing === undefined ? {} : { [MISSING_HEADER]: missing };
}

/** What an answer says of its age. */
export interface FreshnessHeaders {
  readonly cacheStatus: string;
  /** All of them, names and values in turn. */
  readonly fields: readonly string[];
}

/**
 * Says how current an answer is: `Age` and `Cache-Control` (RFC 9111), the stale windows of RFC 5861, and
 * `Cache-Status` (RFC 9211). Where sources have no list, `Catalog-Missing` names them.
 */
export function freshnessHeaders(freshness: Freshness): FreshnessHeaders {
  const { ageSeconds, ttlSeconds, staleSeconds, stale, missing } = freshness;
  const maxAge = Math.max(0, ttlSeconds);
  const stales = `stale-while-revalidate=${staleSeconds}, stale-if-error=${staleSeconds}`;
  const detail =
    stale === 'no' ? '' : `; detail=stale-${stale === 'error' ? 'if-error' : 'while-revalidate'}`;
  const cacheStatus = `image-gateway; hit; ttl=${ttlSeconds}${detail}`;
  return {
    cacheStatus,
    fields: [
      ...['age', String(ageSeconds)],
      ...['cache-control', `private, max-age=${maxAge}, ${stales}`],
      ...['cache-status', cacheStatus],
      ...(missing === undefined ? [] : [MISSING_HEADER, missing]),
    ],
  };
}
