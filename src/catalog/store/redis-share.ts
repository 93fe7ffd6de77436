import type { SecretSource } from '../../config/secret-source.js';
import type { Clock } from '../../observability/clock.js';
import type { Log } from '../../observability/log.js';
import { RedisLease } from '../../redis/redis-lease.js';
import { RedisLink, type LinkChange } from '../../redis/redis-link.js';
import { RedisStore } from './redis-store.js';
import type { StoreHealth } from './store-health.js';
import type { StoredName } from './stored-name.js';

/** What belongs to the list of one source in a Redis. */
export interface RedisShare {
  /** The name of the list, and the beginning of all names beside it; see `catalogKey`. */
  readonly key: string;
  /** Where replicas are told that there is news. */
  readonly channel: string;
  readonly link: RedisLink;
  readonly lease: RedisLease;
  readonly store: RedisStore;
}

/** A Redis, and what belongs there to each source. */
export interface SharedRedis {
  readonly link: RedisLink;
  /** In the order of the sources. */
  readonly shares: readonly RedisShare[];
}

/** @param address a `redis:` or `rediss:` URL; nothing is connected yet */
export function shareRedis(
  address: SecretSource,
  names: readonly StoredName[],
  clock: Clock,
  health: StoreHealth,
  log: Log,
): SharedRedis {
  const channelOf = ({ key }: StoredName): string => `${key}:told`;
  const tell = (change: LinkChange): void => {
    if ('hears' in change) {
      if (change.hears) health.worked('messages');
      else health.failed('messages', change.reason);
      return;
    }
    if (!change.isUp) return health.failed('reached', change.reason);
    if (!health.worked('reached')) log.info('redis connected');
  };
  const link = new RedisLink(address, names.map(channelOf), clock, tell);
  const shares = names.map((name): RedisShare => {
    const { key, limits } = name;
    const lease = new RedisLease(link, `${key}:lease`, clock);
    return { key, channel: channelOf(name), link, lease, store: new RedisStore(link, lease, limits) };
  });
  return { link, shares };
}
