import type { StorePlace, UpstreamConfig } from '../../config/app-config.js';
import { catalogKey } from './catalog-key.js';
import { storedFile } from './file-store.js';
import { readStoredFile } from './read-stored-file.js';
import { decodeEntry } from './stored-file.js';
import { storedLimits, type StoredLimits } from './stored-limits.js';

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
  const limits = smallerOf(LARGEST, storedLimits(upstream));
  try {
    const bytes = await readStoredFile(storedFile(store.folder, catalogKey(upstream)), limits);
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
