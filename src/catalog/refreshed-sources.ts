import type { Cache } from 'cache-manager';

import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import type { ImageSource } from '../upstream/image-source.port.js';
import { changedTogether } from './current-catalog.js';
import { refreshReporter } from './refresh-report.js';
import { RefreshedSource } from './refreshed-source.js';
import type { ServedCatalog } from './served-catalog.js';
import type { SharedRedis } from './store/redis-share.js';
import type { StoredName } from './store/stored-name.js';
import type { StoreHealth } from './store/store-health.js';
import type { Workshops } from './workshop.port.js';

/** All configured sources, in their order; a list that can be asked is made by the only one, and by none of several. */
export function refreshedSources(
  upstreams: readonly UpstreamConfig[],
  images: readonly ImageSource[],
  cache: Cache,
  config: CacheConfig,
  names: readonly StoredName[],
  redis: SharedRedis | undefined,
  health: StoreHealth,
  workshops: Workshops,
  served: ServedCatalog,
  clock: Clock,
  log: Log,
  metrics: Metrics,
): readonly RefreshedSource[] {
  const isOnly = upstreams.length === 1;
  const sources: RefreshedSource[] = [];
  const lastChange = (): number | undefined => lastChangeOf(sources);
  for (const [at, upstream] of upstreams.entries()) {
    // there is one of each for each source
    const [image, name] = [images[at]!, names[at]!];
    const source = new RefreshedSource({
      upstream,
      images: image,
      cache,
      config,
      key: name.key,
      redis: redis?.shares[at],
      health: isOnly ? health : health.of(upstream.sourceId),
      workshop: workshops.of([upstream.sourceId], isOnly),
      clock,
      report: refreshReporter(upstream.sourceId, log, metrics),
      lastChange,
      recorded: () => served.recorded(),
    });
    sources.push(source);
  }
  return sources;
}

function lastChangeOf(sources: readonly RefreshedSource[]): number | undefined {
  const moments = sources.flatMap(({ current }) => current.get()?.snapshot.changedAt ?? []);
  return moments.length > 0 ? changedTogether(moments, 0) : undefined;
}
