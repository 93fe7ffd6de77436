import { Keyv, type KeyvStoreAdapter } from 'keyv';

import type { StorePlace } from '../../config/app-config.js';
import { FileStore } from './file-store.js';
import { memoryStore } from './memory-store.js';
import type { RedisShare } from './redis-share.js';
import type { StoredLimits } from './stored-limits.js';

/** The store that `CACHE_URL` names. What fails in it rejects, and is nowhere else told of. */
export function catalogStore(place: StorePlace, redis: RedisShare | undefined, limits: StoredLimits): Keyv {
  if (redis) return keyvOver(redis.store);
  return place.kind === 'file' ? keyvOver(new FileStore(place.folder, limits)) : memoryStore();
}

function keyvOver(store: KeyvStoreAdapter): Keyv {
  const keyv = new Keyv({ store, throwOnErrors: true, useKeyPrefix: false });
  // the store has its own form of bytes
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  // an emitter without a listener throws
  keyv.on('error', () => undefined);
  return keyv;
}
