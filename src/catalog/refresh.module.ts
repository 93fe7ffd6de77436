import { CACHE_MANAGER, CacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';

import type { CacheConfig } from '../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIGS } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { IMAGE_SOURCES, UpstreamModule } from '../upstream/upstream.module.js';
import { CatalogModule } from './catalog.module.js';
import { CatalogService } from './catalog.service.js';
import { CatalogStarter } from './catalog.starter.js';
import { CATALOG_SOURCES } from './catalog-sources.token.js';
import { CatalogUpkeep } from './catalog-upkeep.js';
import type { RefreshedSource } from './refreshed-source.js';
import { refreshedSources } from './refreshed-sources.js';
import { ServedCatalog } from './served-catalog.js';
import { catalogStore } from './store/catalog-store.js';
import type { SharedRedis } from './store/redis-share.js';
import type { StoredName } from './store/stored-name.js';
import { StoreHealth } from './store/store-health.js';
import { SHARED_REDIS, STORED_NAMES, StoreModule } from './store/store.module.js';
import { Workshops } from './workshop.port.js';

/** Brings the catalogue up to date from the upstreams, the store and other replicas, in this process. */
@Global()
@Module({
  imports: [
    UpstreamModule,
    CatalogModule,
    StoreModule,
    CacheModule.registerAsync({
      imports: [StoreModule],
      inject: [CACHE_CONFIG, SHARED_REDIS, STORED_NAMES],
      useFactory: ({ store }: CacheConfig, redis: SharedRedis | undefined, names: readonly StoredName[]) => ({
        stores: catalogStore(store, redis, names),
      }),
    }),
  ],
  providers: [
    { provide: ServedCatalog, useFactory: () => new ServedCatalog() },
    {
      provide: CATALOG_SOURCES,
      inject: [
        UPSTREAM_CONFIGS,
        IMAGE_SOURCES,
        CACHE_MANAGER,
        CACHE_CONFIG,
        STORED_NAMES,
        SHARED_REDIS,
        StoreHealth,
        Workshops,
        ServedCatalog,
        Clock,
        Log,
        Metrics,
      ],
      useFactory: refreshedSources,
    },
    {
      provide: CatalogUpkeep,
      inject: [CATALOG_SOURCES, ServedCatalog, Workshops, KnownSecrets, Clock, Log],
      useFactory: (
        sources: readonly RefreshedSource[],
        served: ServedCatalog,
        workshops: Workshops,
        secrets: KnownSecrets,
        clock: Clock,
        log: Log,
      ) => new CatalogUpkeep({ sources, served, workshops, secrets, clock, log }),
    },
    {
      provide: CatalogStarter,
      // the upkeep hears of the first list
      inject: [
        CATALOG_SOURCES,
        SHARED_REDIS,
        ServedCatalog,
        CatalogService,
        Metrics,
        Drain,
        Clock,
        CatalogUpkeep,
      ],
      useFactory: (
        sources: readonly RefreshedSource[],
        redis: SharedRedis | undefined,
        served: ServedCatalog,
        catalog: CatalogService,
        metrics: Metrics,
        drain: Drain,
        clock: Clock,
      ) => new CatalogStarter({ sources, link: redis?.link, served, catalog, metrics, drain, clock }),
    },
  ],
  exports: [CATALOG_SOURCES, ServedCatalog],
})
export class RefreshModule {}
