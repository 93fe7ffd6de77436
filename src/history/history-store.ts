import { createHash } from 'node:crypto';

import type { StorePlace } from '../config/app-config.js';
import { storedFile } from '../catalog/store/file-store.js';
import type { SharedRedis } from '../catalog/store/redis-share.js';
import type { StoredName } from '../catalog/store/stored-name.js';
import { FileHistory } from './file-history.js';
import type { HistoryStore } from './history-store.port.js';
import { RedisHistory } from './redis-history.js';

/** Of a file with a history. */
const ENDING = '.history';
const LENGTH = 12;
/** After this the history of a gateway that is no more is forgotten, unless its lists are kept for longer. */
const A_WEEK_MS = 7 * 24 * 3_600_000;

/** Where the history of a catalogue of these lists is kept; `undefined` where nothing outlives the process. */
export function historyStore(
  place: StorePlace,
  redis: SharedRedis | undefined,
  names: readonly StoredName[],
): HistoryStore | undefined {
  const key = historyKey(names);
  if (redis) return new RedisHistory(redis.link, key, A_WEEK_MS);
  if (place.kind !== 'file') return undefined;
  return new FileHistory(storedFile(place.folder, key, ENDING));
}

/** Of the only list its own name, of several one that is made of theirs. The same in whatever order they are configured. */
function historyKey(names: readonly StoredName[]): string {
  const keys = names.map(({ key }) => key).sort();
  const [only = '', ...others] = keys;
  if (others.length === 0) return `${only}:changes`;
  const digest = createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, LENGTH);
  return `image-gateway:{${digest}}:changes`;
}
