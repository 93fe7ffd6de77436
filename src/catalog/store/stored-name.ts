import type { UpstreamConfig } from '../../config/app-config.js';
import { catalogKey } from './catalog-key.js';
import { storedLimits, type StoredLimits } from './stored-limits.js';

/** How the list of one source is called in a store, and how large it may be. */
export interface StoredName {
  readonly sourceId: string;
  readonly key: string;
  readonly limits: StoredLimits;
}

export function storedNames(upstreams: readonly UpstreamConfig[]): readonly StoredName[] {
  return upstreams.map((upstream) => ({
    sourceId: upstream.sourceId,
    key: catalogKey(upstream),
    limits: storedLimits(upstream),
  }));
}
