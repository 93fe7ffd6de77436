import { Keyv } from 'keyv';

import type { StorePlace } from '../../config/app-config.js';
import { FileStore } from './file-store.js';
import { memoryStore } from './memory-store.js';

/** The store that `CACHE_URL` names. What fails in it rejects, and is nowhere else told of. */
export function catalogStore(place: StorePlace): Keyv {
  return place.kind === 'memory' ? memoryStore() : fileStore(place.folder);
}

function fileStore(folder: string): Keyv {
  const keyv = new Keyv({ store: new FileStore(folder), throwOnErrors: true, useKeyPrefix: false });
  // the store has its own form of bytes
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  // an emitter without a listener throws
  keyv.on('error', () => undefined);
  return keyv;
}
