import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import type { Cache } from 'cache-manager';

import type { CacheConfig } from '../config/app-config.js';
import { CACHE_CONFIG } from '../config/config.module.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ImageSource } from '../upstream/image-source.port.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogModule } from './catalog.module.js';
import { CatalogRefresher } from './catalog.refresher.js';
import { CatalogStarter } from './catalog.starter.js';
import { CurrentCatalog } from './current-catalog.js';
import { refreshReporter } from './refresh-report.js';
import { Refresher } from './refresher.port.js';
import { SnapshotStore } from './snapshot.store.js';
import { catalogStore } from './store/catalog-store.js';
import { Workshop } from './workshop.port.js';

/** Brings the catalogue up to date from the upstream and the store, in this process. */
@Global()
@Module({
  imports: [
    UpstreamModule,
    CatalogModule,
    CacheModule.registerAsync({
      inject: [CACHE_CONFIG],
      useFactory: ({ store }: CacheConfig) => ({ stores: catalogStore(store) }),
    }),
  ],
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
    { provide: Refresher, useExisting: CatalogRefresher },
    CatalogStarter,
  ],
  exports: [CurrentCatalog, Refresher, CatalogRefresher],
})
export class RefreshModule {}
