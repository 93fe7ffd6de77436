import { Module } from '@nestjs/common';

import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIG } from '../config/config.module.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { CatalogService } from './catalog.service.js';
import { CurrentCatalog } from './current-catalog.js';
import { Refresher } from './refresher.port.js';

/** A request waits for a first catalogue as long as one upstream exchange may take, and this. */
const PATIENCE_BEYOND_TIMEOUT_MS = 500;

/** What may be asked about images. Who brings them up to date is said once for all: `RefreshModule`, for one. */
@Module({
  providers: [
    {
      provide: CatalogService,
      inject: [CurrentCatalog, Refresher, CACHE_CONFIG, UPSTREAM_CONFIG, Clock, Drain],
      useFactory: (
        current: CurrentCatalog,
        refresher: Refresher,
        cache: CacheConfig,
        upstream: UpstreamConfig,
        clock: Clock,
        drain: Drain,
      ) => {
        const source = { id: upstream.sourceId, api: upstream.api };
        const patienceMs = upstream.timeoutMs + PATIENCE_BEYOND_TIMEOUT_MS;
        return new CatalogService(source, current, refresher, cache, patienceMs, clock, drain);
      },
    },
  ],
  exports: [CatalogService],
})
export class CatalogModule {}
