import type { Clock } from '../../observability/clock.js';
import type { FreshnessRules } from '../freshness.js';
import { storedForMs, type SnapshotStore } from '../snapshot.store.js';
import type { RedisShare } from '../store/redis-share.js';
import type { UseHealth } from '../store/store-health.js';
import { Alone } from './alone.js';
import { RedisReplicas } from './redis-replicas.js';
import type { Replicas } from './replicas.port.js';
import { SharedCatalog } from './shared-catalog.js';
import { ToldNews } from './told-news.js';

/** The replicas that share the store: with a Redis all that use it, else none. */
export function replicasOf(
  redis: RedisShare | undefined,
  store: SnapshotStore,
  health: UseHealth,
  rules: FreshnessRules,
  clock: Clock,
): Replicas {
  if (!redis) return new Alone(store);
  const { link, lease, key, channel } = redis;
  const keepForMs = storedForMs(rules);
  const news = new ToldNews(link, lease, { key, channel, keepForMs }, clock);
  const shared = new SharedCatalog(lease, news, store, 1.5 * keepForMs, clock);
  return new RedisReplicas({ link, lease, news, shared, health, clock });
}
