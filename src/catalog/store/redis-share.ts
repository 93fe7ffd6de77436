import type { SecretSource } from '../../config/secret-source.js';
import type { Clock } from '../../observability/clock.js';
import type { Log } from '../../observability/log.js';
import { RedisLease } from '../../redis/redis-lease.js';
import { RedisLink, type LinkChange } from '../../redis/redis-link.js';
import { RedisStore } from './redis-store.js';
import type { StoreHealth } from './store-health.js';
import type { StoredLimits } from './stored-limits.js';

/** What belongs to the Redis of one catalogue. */
export interface RedisShare {
  /** The name of the catalogue, and the beginning of all names beside it; see `catalogKey`. */
  readonly key: string;
  /** Where replicas are told that there is news. */
  readonly channel: string;
  readonly link: RedisLink;
  readonly lease: RedisLease;
  readonly store: RedisStore;
}

/** @param address a `redis:` or `rediss:` URL; nothing is connected yet */
export function shareRedis(
  address: SecretSource,
  key: string,
  limits: StoredLimits,
  clock: Clock,
  health: StoreHealth,
  log: Log,
): RedisShare {
  const channel = `${key}:told`;
  const tell = (change: LinkChange): void => {
    if ('hears' in change) {
      if (change.hears) health.worked('messages');
      else health.failed('messages', change.reason);
      return;
    }
    if (!change.isUp) return health.failed('reached', change.reason);
    if (!health.worked('reached')) log.info('redis connected');
  };
  const link = new RedisLink(address, channel, clock, tell);
  const lease = new RedisLease(link, `${key}:lease`, clock);
  return { key, channel, link, lease, store: new RedisStore(link, lease, limits) };
}
