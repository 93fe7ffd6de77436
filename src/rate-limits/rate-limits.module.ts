import { Module, type DynamicModule } from '@nestjs/common';

import { SHARED_REDIS, StoreModule } from '../catalog/store/store.module.js';
import type { SharedRedis } from '../catalog/store/redis-share.js';
import type { RateRule, UpstreamConfig } from '../config/app-config.js';
import { RATE_RULE, UPSTREAM_CONFIGS } from '../config/config.module.js';
import { upstreamSecrets } from '../config/upstream-secrets.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import type { RateCounters } from './rate-counters.js';
import { RateLimits } from './rate-limits.js';
import type { SharedCounter } from './shared-counter.port.js';

/** `RateLimits`, or `undefined` with `RATE_LIMIT=off`. */
export const RATE_LIMITS = Symbol('RateLimits');

/** `RateCounters`, or `undefined` with `RATE_LIMIT=off`. */
export const RATE_COUNTERS = Symbol('RateCounters');

/** What counts for several processes, and how long it may take. */
const SHARED = Symbol('SharedCounter');

interface Shared {
  readonly counter: SharedCounter;
  readonly patienceMs: number;
}

/** Longer than Redis in the same network and a busy process take together, shorter than a caller minds once. */
export const REDIS_PATIENCE_MS = 250;
/** The primary may wait for Redis itself. */
const PRIMARY_PATIENCE_MS = 400;

/** Rate limits, counted with whomever there is to count with. */
@Module({})
export class RateLimitsModule {
  /** Counts with a Redis, if `CACHE_URL` names one. */
  static ofStore(): DynamicModule {
    return moduleWith(
      {
        provide: SHARED,
        inject: [RATE_RULE, SHARED_REDIS, UPSTREAM_CONFIGS],
        useFactory: async (
          rule: RateRule | 'off',
          redis: SharedRedis | undefined,
          upstreams: readonly UpstreamConfig[],
        ): Promise<Shared | undefined> => {
          if (rule === 'off' || !redis) return undefined;
          const { RedisCounter } = await import('./redis-counter.js');
          const { windowSeconds } = rule;
          // the first source gives the counters of all their name; there is one at least
          const { link, key } = redis.shares[0]!;
          const [secret] = upstreamSecrets(upstreams[0]!);
          const counter = new RedisCounter({ link, prefix: `${key}:rate`, secret, windowSeconds });
          return { counter, patienceMs: REDIS_PATIENCE_MS };
        },
      },
      [StoreModule],
    );
  }

  /** Counts with the primary process. */
  static ofWorker(counter: SharedCounter): DynamicModule {
    return moduleWith({ provide: SHARED, useValue: { counter, patienceMs: PRIMARY_PATIENCE_MS } });
  }
}

type Provider = NonNullable<DynamicModule['providers']>[number];

function moduleWith(shared: Provider, imports: DynamicModule['imports'] = []): DynamicModule {
  return {
    module: RateLimitsModule,
    global: true,
    imports,
    providers: [
      shared,
      { provide: RATE_COUNTERS, inject: [RATE_RULE, SHARED, Clock, Log, Metrics], useFactory: countersOf },
      {
        provide: RATE_LIMITS,
        inject: [RATE_RULE, RATE_COUNTERS, Metrics],
        useFactory: (rule: RateRule | 'off', counters: RateCounters | undefined, metrics: Metrics) =>
          rule === 'off' || !counters ? undefined : new RateLimits(rule, counters, metrics.rateLimits),
      },
    ],
    exports: [RATE_COUNTERS, RATE_LIMITS],
  };
}

async function countersOf(
  rule: RateRule | 'off',
  shared: Shared | undefined,
  clock: Clock,
  log: Log,
  metrics: Metrics,
): Promise<RateCounters | undefined> {
  if (rule === 'off') return undefined;
  // the library takes a while to load, and most do without
  const { rateCounters } = await import('./rate-counters.js');
  if (!shared) return rateCounters(rule, clock, undefined);
  const { Sharing } = await import('./sharing.js');
  const sharing = new Sharing(shared.counter, shared.patienceMs, clock, (change) => {
    if (change.isUp) log.info('rate limits are shared again');
    else log.warn('rate limits are not shared: each process counts alone', { reason: change.reason });
  });
  metrics.rateLimits.watchSharing(() => sharing.isUp);
  return rateCounters(rule, clock, sharing);
}
