import { setTimeout as after } from 'node:timers/promises';

import type { StorePlace, UpstreamConfig } from '../../config/app-config.js';
import { catalogKey } from './catalog-key.js';
import { storedFile } from './file-store.js';
import { readStoredFile } from './read-stored-file.js';
import { decodeEntry } from './stored-file.js';
import { storedLimits, type StoredLimits } from './stored-limits.js';

/** A folder that does not answer is not waited for. */
const PATIENCE_MS = 250;
/** More would hold up the start. */
const LARGEST: StoredLimits = { maxBytes: 4 * 1024 ** 2, maxImagesBytes: 64 * 1024 ** 2 };

/**
 * The images that are stored in a folder, for whoever wants to have them looked at before the store is there.
 *
 * @returns `undefined` where there are none, or too many; what is wrong with them is for `SnapshotStore` to tell
 */
export async function storedImagesEarly(
  store: StorePlace,
  upstream: UpstreamConfig,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (store.kind !== 'file') return undefined;
  const path = storedFile(store.folder, catalogKey(upstream));
  const images = imagesOf(path, smallerOf(LARGEST, storedLimits(upstream)));
  return Promise.race([images, after(PATIENCE_MS, undefined, { ref: false })]);
}

async function imagesOf(path: string, limits: StoredLimits): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const bytes = await readStoredFile(path, limits);
    const { value } = await decodeEntry(bytes, limits);
    return new Uint8Array(value.images);
  } catch {
    return undefined;
  }
}

function smallerOf(a: StoredLimits, b: StoredLimits): StoredLimits {
  return {
    maxBytes: Math.min(a.maxBytes, b.maxBytes),
    maxImagesBytes: Math.min(a.maxImagesBytes, b.maxImagesBytes),
  };
}
