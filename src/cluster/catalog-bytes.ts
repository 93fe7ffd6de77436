import { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { Workshop } from '../catalog/workshop.port.js';

/**
 * Makes the catalogue of another process of ours from its bytes (`jsonBytes`); the same version, entity tags and
 * pages come of it. The bytes are moved away from the caller.
 *
 * @throws UpstreamError when they are none, or the work cannot be done
 */
export async function catalogFrom(
  workshop: Workshop,
  bytes: Uint8Array<ArrayBuffer>,
  changedAt: number,
): Promise<CatalogSnapshot> {
  const bench = workshop.open();
  try {
    const { prepared } = await bench.merge([{ images: bytes, isMasked: true }], undefined);
    // without a version to compare with there is always one
    return new CatalogSnapshot(prepared!, changedAt);
  } finally {
    bench.close();
  }
}
