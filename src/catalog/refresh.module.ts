import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import type { Cache } from 'cache-manager';

import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIG } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ImageSource } from '../upstream/image-source.port.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogModule } from './catalog.module.js';
import { CatalogRefresher } from './catalog.refresher.js';
import { CatalogStarter } from './catalog.starter.js';
import { CurrentCatalog } from './current-catalog.js';
import { OwnListing } from './own-listing.js';
import { RefreshOutlook } from './refresh-outlook.js';
import { refreshReporter } from './refresh-report.js';
import { YIELD_MS } from './refresh-schedule.js';
import { Refresher } from './refresher.port.js';
import { NewsDesk } from './replicas/news-desk.js';
import { replicasOf } from './replicas/replicas-of.js';
import { Replicas } from './replicas/replicas.port.js';
import { SecretWatch } from './secret-watch.js';
import { SnapshotStore } from './snapshot.store.js';
import { catalogStore } from './store/catalog-store.js';
import type { RedisShare } from './store/redis-share.js';
import { StoreHealth } from './store/store-health.js';
import { CATALOG_KEY, REDIS_SHARE, StoreModule } from './store/store.module.js';
import { storedLimits } from './store/stored-limits.js';
import { Workshop } from './workshop.port.js';

/** Brings the catalogue up to date from the upstream, the store and other replicas, in this process. */
@Global()
@Module({
  imports: [
    UpstreamModule,
    CatalogModule,
    StoreModule,
    CacheModule.registerAsync({
      imports: [StoreModule],
      inject: [CACHE_CONFIG, UPSTREAM_CONFIG, REDIS_SHARE],
      useFactory: ({ store }: CacheConfig, upstream: UpstreamConfig, redis?: RedisShare) => ({
        stores: catalogStore(store, redis, storedLimits(upstream)),
      }),
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
      inject: [CACHE_MANAGER, CATALOG_KEY, CACHE_CONFIG, Workshop, Clock, StoreHealth],
      useFactory: (
        cache: Cache,
        key: string,
        config: CacheConfig,
        workshop: Workshop,
        clock: Clock,
        health: StoreHealth,
      ) => new SnapshotStore(cache, key, config, workshop, clock, health),
    },
    {
      provide: RefreshOutlook,
      inject: [Clock, REDIS_SHARE],
      useFactory: (clock: Clock, redis?: RedisShare) => new RefreshOutlook(clock, redis ? YIELD_MS : 0),
    },
    {
      provide: OwnListing,
      inject: [ImageSource, Workshop, CurrentCatalog, RefreshOutlook, Clock],
      useFactory: (
        source: ImageSource,
        workshop: Workshop,
        current: CurrentCatalog,
        outlook: RefreshOutlook,
        clock: Clock,
      ) => new OwnListing(source, workshop, current, outlook, clock),
    },
    {
      provide: NewsDesk,
      inject: [CurrentCatalog, RefreshOutlook, SnapshotStore, Clock],
      useFactory: (current: CurrentCatalog, outlook: RefreshOutlook, store: SnapshotStore, clock: Clock) =>
        new NewsDesk(current, outlook, store, clock),
    },
    {
      provide: Replicas,
      inject: [REDIS_SHARE, SnapshotStore, StoreHealth, CACHE_CONFIG, Clock],
      useFactory: replicasOf,
    },
    {
      provide: CatalogRefresher,
      inject: [
        OwnListing,
        Replicas,
        NewsDesk,
        RefreshOutlook,
        CurrentCatalog,
        CACHE_CONFIG,
        Clock,
        ImageSource,
        Log,
        Metrics,
      ],
      useFactory: (
        listing: OwnListing,
        replicas: Replicas,
        desk: NewsDesk,
        outlook: RefreshOutlook,
        current: CurrentCatalog,
        config: CacheConfig,
        clock: Clock,
        source: ImageSource,
        log: Log,
        metrics: Metrics,
      ) => {
        const report = refreshReporter(source.id, log, metrics);
        return new CatalogRefresher({ listing, replicas, desk, outlook, current, config, clock, report });
      },
    },
    { provide: Refresher, useExisting: CatalogRefresher },
    {
      provide: SecretWatch,
      inject: [KnownSecrets, CurrentCatalog, Workshop, Clock, Log],
      useFactory: (
        secrets: KnownSecrets,
        current: CurrentCatalog,
        workshop: Workshop,
        clock: Clock,
        log: Log,
      ) => new SecretWatch(secrets, current, workshop, clock, log),
    },
    CatalogStarter,
  ],
  exports: [CurrentCatalog, Refresher, CatalogRefresher, SecretWatch],
})
export class RefreshModule {}
