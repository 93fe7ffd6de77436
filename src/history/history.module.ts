import { Global, Module } from '@nestjs/common';

import { ServedCatalog } from '../catalog/served-catalog.js';
import type { SharedRedis } from '../catalog/store/redis-share.js';
import { StoreHealth } from '../catalog/store/store-health.js';
import { SHARED_REDIS, STORED_NAMES, StoreModule } from '../catalog/store/store.module.js';
import type { StoredName } from '../catalog/store/stored-name.js';
import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import { CACHE_CONFIG, UPSTREAM_CONFIGS } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ChangeHistory } from './change-history.js';
import { HistoryExchange } from './history-exchange.js';
import { HistoryKeeper } from './history-keeper.js';
import { historyRules } from './history-rules.js';
import { HistoryStarter } from './history.starter.js';
import { historyStore } from './history-store.js';
import { Steps } from './steps.js';

/** Keeps what changed between the versions of late, in the process that refreshes. */
@Global()
@Module({
  imports: [StoreModule],
  providers: [
    {
      provide: HistoryKeeper,
      inject: [
        ServedCatalog,
        CACHE_CONFIG,
        STORED_NAMES,
        SHARED_REDIS,
        StoreHealth,
        KnownSecrets,
        Clock,
        Log,
      ],
      useFactory: (
        served: ServedCatalog,
        { store: place }: CacheConfig,
        names: readonly StoredName[],
        redis: SharedRedis | undefined,
        health: StoreHealth,
        secrets: KnownSecrets,
        clock: Clock,
        log: Log,
      ) => {
        const exchange = new HistoryExchange(historyStore(place, redis, names), secrets, health);
        const lost = (reason: string): void => log.warn('change not kept in the history', { reason });
        return new HistoryKeeper({ served, steps: new Steps(), exchange, secrets, clock, lost });
      },
    },
    {
      provide: ChangeHistory,
      inject: [HistoryKeeper, KnownSecrets, UPSTREAM_CONFIGS],
      useFactory: (keeper: HistoryKeeper, secrets: KnownSecrets, upstreams: readonly UpstreamConfig[]) =>
        new ChangeHistory(keeper, secrets, historyRules(upstreams)),
    },
    {
      provide: HistoryStarter,
      inject: [HistoryKeeper, ChangeHistory, Metrics, Drain, Clock],
      useFactory: (
        keeper: HistoryKeeper,
        history: ChangeHistory,
        metrics: Metrics,
        drain: Drain,
        clock: Clock,
      ) => new HistoryStarter(keeper, history, metrics, drain, clock),
    },
  ],
  exports: [HistoryKeeper, ChangeHistory],
})
export class HistoryModule {}
