import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import type { Cache } from 'cache-manager';

import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIG } from '../config/config.module.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ImageSource } from '../upstream/image-source.port.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogRefresher } from './catalog.refresher.js';
import { CatalogService } from './catalog.service.js';
import { CatalogStarter } from './catalog.starter.js';
import { CurrentCatalog } from './current-catalog.js';
import { memoryStore } from './memory-store.js';
import { refreshReporter } from './refresh-report.js';
import { SnapshotStore } from './snapshot.store.js';
import { Workshop } from './workshop.port.js';

/** A request waits for a first catalogue as long as one upstream exchange may take, and this. */
const PATIENCE_BEYOND_TIMEOUT_MS = 500;

@Module({
  imports: [UpstreamModule, CacheModule.registerAsync({ useFactory: () => ({ stores: memoryStore() }) })],
  providers: [
    {
      provide: CurrentCatalog,
      inject: [CACHE_CONFIG, Clock],
      useFactory: (config: CacheConfig, clock: Clock) => new CurrentCatalog(config, clock),
    },
    {
      provide: SnapshotStore,
      inject: [CACHE_MANAGER, ImageSource, CACHE_CONFIG, Workshop, Clock, Log],
      useFactory: (
        cache: Cache,
        source: ImageSource,
        config: CacheConfig,
        workshop: Workshop,
        clock: Clock,
        log: Log,
      ) => new SnapshotStore(cache, source.id, config.freshForMs + config.staleForMs, workshop, clock, log),
    },
    {
      provide: CatalogRefresher,
      inject: [ImageSource, Workshop, CurrentCatalog, SnapshotStore, CACHE_CONFIG, Clock, Log, Metrics],
      useFactory: (
        source: ImageSource,
        workshop: Workshop,
        current: CurrentCatalog,
        store: SnapshotStore,
        config: CacheConfig,
        clock: Clock,
        log: Log,
        metrics: Metrics,
      ) =>
        new CatalogRefresher(source, workshop, current, store, config, clock, refreshReporter(log, metrics)),
    },
    {
      provide: CatalogService,
      inject: [ImageSource, CurrentCatalog, CatalogRefresher, CACHE_CONFIG, UPSTREAM_CONFIG, Clock, Drain],
      useFactory: (
        source: ImageSource,
        current: CurrentCatalog,
        refresher: CatalogRefresher,
        cache: CacheConfig,
        upstream: UpstreamConfig,
        clock: Clock,
        drain: Drain,
      ) => {
        const patienceMs = upstream.timeoutMs + PATIENCE_BEYOND_TIMEOUT_MS;
        return new CatalogService(source, current, refresher, cache, patienceMs, clock, drain);
      },
    },
    CatalogStarter,
  ],
  exports: [CatalogService],
})
export class CatalogModule {}
