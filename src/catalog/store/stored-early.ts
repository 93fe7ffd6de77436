import { readFileSync, statSync } from 'node:fs';

import type { StorePlace, UpstreamConfig } from '../../config/app-config.js';
import { catalogKey } from './catalog-key.js';
import { storedFile } from './file-store.js';
import { decodeEntryNow } from './stored-file.js';

/** Compressed; a larger one would hold up the start. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/**
 * The images that are stored in a folder, for whoever wants to have them looked at before the store is there.
 *
 * @returns `undefined` where there are none, or too many; what is wrong with them is for `SnapshotStore` to tell
 */
export function storedImagesEarly(
  store: StorePlace,
  upstream: UpstreamConfig,
): Uint8Array<ArrayBuffer> | undefined {
  if (store.kind !== 'file') return undefined;
  try {
    const path = storedFile(store.folder, catalogKey(upstream));
    if (statSync(path).size > LARGEST_BYTES) return undefined;
    return new Uint8Array(decodeEntryNow(readFileSync(path)).value.images);
  } catch {
    return undefined;
  }
}
