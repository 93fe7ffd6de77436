import type { UpstreamConfig } from '../config/app-config.js';
import type { WorkRules } from './work.js';

/**
 * What the work has to know of the settings.
 *
 * @param upstreams whose images it reads, at least one
 * @param isIndexed whether the lists that it prepares can be asked
 */
export function workRules(upstreams: readonly UpstreamConfig[], isIndexed: boolean): WorkRules {
  const sum = (of: (upstream: UpstreamConfig) => number): number =>
    upstreams.reduce((total, upstream) => total + of(upstream), 0);
  return {
    // a listing is that of the first
    api: upstreams[0]?.api ?? 'toast-v1',
    sources: upstreams.map(({ sourceId }) => sourceId),
    // the same for all
    propertiesAllow: upstreams[0]?.propertiesAllow ?? [],
    limits: {
      maxImages: sum(({ maxImages }) => maxImages),
      maxListingBytes: sum(({ maxListingBytes }) => maxListingBytes),
    },
    isIndexed,
  };
}
