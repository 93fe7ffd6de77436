import { Module } from '@nestjs/common';

import type { CacheConfig, UpstreamConfig } from '../../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIG } from '../../config/config.module.js';
import { Clock } from '../../observability/clock.js';
import { Log } from '../../observability/log.js';
import { Metrics } from '../../observability/metrics.js';
import { catalogKey } from './catalog-key.js';
import type { RedisShare } from './redis-share.js';
import { StoreHealth } from './store-health.js';
import { storedLimits } from './stored-limits.js';

/** The name of the catalogue in a store. */
export const CATALOG_KEY = Symbol('key of the catalogue');

/** `RedisShare`, or `undefined` where `CACHE_URL` names no Redis. */
export const REDIS_SHARE = Symbol('RedisShare');

/** What the store of `CACHE_URL` is made of. */
@Module({
  providers: [
    {
      provide: StoreHealth,
      inject: [Log, Metrics],
      useFactory: (log: Log, metrics: Metrics) => new StoreHealth(log, metrics),
    },
    { provide: CATALOG_KEY, inject: [UPSTREAM_CONFIG], useFactory: catalogKey },
    {
      provide: REDIS_SHARE,
      inject: [CACHE_CONFIG, UPSTREAM_CONFIG, CATALOG_KEY, Clock, StoreHealth, Log],
      useFactory: async (
        { store }: CacheConfig,
        upstream: UpstreamConfig,
        key: string,
        clock: Clock,
        health: StoreHealth,
        log: Log,
      ): Promise<RedisShare | undefined> => {
        if (store.kind !== 'redis') return undefined;
        // its library takes a tenth of a second to load
        const { shareRedis } = await import('./redis-share.js');
        return shareRedis(store.address, key, storedLimits(upstream), clock, health, log);
      },
    },
  ],
  exports: [StoreHealth, CATALOG_KEY, REDIS_SHARE],
})
export class StoreModule {}
