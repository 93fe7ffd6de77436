import { Keyv, type KeyvStoreAdapter } from 'keyv';

import type { StorePlace } from '../../config/app-config.js';
import { FileStore } from './file-store.js';
import { memoryStore } from './memory-store.js';
import type { SharedRedis } from './redis-share.js';
import type { StoredName } from './stored-name.js';
import { StoresByKey } from './stores-by-key.js';

/** The store that `CACHE_URL` names. What fails in it rejects, and is nowhere else told of. */
export function catalogStore(
  place: StorePlace,
  redis: SharedRedis | undefined,
  names: readonly StoredName[],
): Keyv {
  if (redis) return keyvOver(redis.shares.map(({ key, store }) => [key, store]));
  if (place.kind !== 'file') return memoryStore();
  return keyvOver(names.map(({ key, limits }) => [key, new FileStore(place.folder, limits)]));
}

function keyvOver(stores: readonly (readonly [key: string, store: KeyvStoreAdapter])[]): Keyv {
  const store = new StoresByKey(new Map(stores));
  const keyv = new Keyv({ store, throwOnErrors: true, useKeyPrefix: false });
  // the store has its own form of bytes
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  // an emitter without a listener throws
  keyv.on('error', () => undefined);
  return keyv;
}
