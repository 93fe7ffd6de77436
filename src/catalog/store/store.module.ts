import { Module } from '@nestjs/common';

import type { CacheConfig, UpstreamConfig } from '../../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIGS } from '../../config/config.module.js';
import { Clock } from '../../observability/clock.js';
import { Log } from '../../observability/log.js';
import { Metrics } from '../../observability/metrics.js';
import type { SharedRedis } from './redis-share.js';
import { StoreHealth } from './store-health.js';
import { storedNames, type StoredName } from './stored-name.js';

/** A list of `StoredName`, in the order of the sources. */
export const STORED_NAMES = Symbol('names of the lists of sources');

/** `SharedRedis`, or `undefined` where `CACHE_URL` names no Redis. */
export const SHARED_REDIS = Symbol('SharedRedis');

/** What the store of `CACHE_URL` is made of. */
@Module({
  providers: [
    {
      provide: StoreHealth,
      inject: [Log, Metrics],
      useFactory: (log: Log, metrics: Metrics) => new StoreHealth(log, metrics),
    },
    {
      provide: STORED_NAMES,
      inject: [UPSTREAM_CONFIGS],
      useFactory: (upstreams: readonly UpstreamConfig[]) => storedNames(upstreams),
    },
    {
      provide: SHARED_REDIS,
      inject: [CACHE_CONFIG, STORED_NAMES, Clock, StoreHealth, Log],
      useFactory: async (
        { store }: CacheConfig,
        names: readonly StoredName[],
        clock: Clock,
        health: StoreHealth,
        log: Log,
      ): Promise<SharedRedis | undefined> => {
        if (store.kind !== 'redis') return undefined;
        // its library takes a tenth of a second to load
        const { shareRedis } = await import('./redis-share.js');
        return shareRedis(store.address, names, clock, health, log);
      },
    },
  ],
  exports: [StoreHealth, STORED_NAMES, SHARED_REDIS],
})
export class StoreModule {}
