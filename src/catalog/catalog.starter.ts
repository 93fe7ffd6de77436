import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';

import { EVERYTHING } from '../domain/view.js';
import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import type { CatalogFigures } from '../observability/catalog-metrics.js';
import type { Metrics } from '../observability/metrics.js';
import type { RedisLink } from '../redis/redis-link.js';
import type { CatalogService } from './catalog.service.js';
import type { CatalogStatus } from './catalog-status.js';
import type { RefreshedSource } from './refreshed-source.js';
import type { ServedCatalog } from './served-catalog.js';

/** What a `CatalogStarter` starts and ends, and tells of it. */
export interface StarterParts {
  readonly sources: readonly RefreshedSource[];
  /** The Redis that they share. */
  readonly link: RedisLink | undefined;
  readonly served: ServedCatalog;
  readonly catalog: CatalogService;
  readonly metrics: Metrics;
  readonly drain: Drain;
  readonly clock: Clock;
}

/** Begins with the stored lists, if there are any, and first fetches; ends the refreshes at shutdown. */
export class CatalogStarter implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(private readonly parts: StarterParts) {}

  async onApplicationBootstrap(): Promise<void> {
    const { metrics, catalog, sources, served } = this.parts;
    metrics.catalog.watch(() => figuresOf(catalog.status(EVERYTHING)));
    await Promise.all(sources.map((source) => source.load()));
    // ready, when it listens, with what is stored
    await served.settled();
    served.open();
    // only now: what callers knew before a restart has been put in place, and what takes its place is a change
    await Promise.all(sources.map((source) => source.start()));
  }

  /** A stop right after a refresh does not cost what that refresh has found. */
  async onModuleDestroy(): Promise<void> {
    const { sources, drain, clock } = this.parts;
    const leftMs = Math.max(0, drain.closesAt - clock.monotonic());
    await Promise.all(sources.map((source) => source.settled(leftMs)));
  }

  async onApplicationShutdown(): Promise<void> {
    const { sources, link } = this.parts;
    await Promise.all(sources.map((source) => source.stop()));
    link?.close();
  }
}

function figuresOf({ count, skipped, sources }: CatalogStatus): CatalogFigures {
  const ages = sources.flatMap(({ ageSeconds }) => ageSeconds ?? []);
  return { images: count, skipped, ageSeconds: ages.length > 0 ? Math.max(...ages) : undefined, sources };
}
