import { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
import { prepareCatalog } from '../../src/catalog/prepare/prepare-catalog.js';
import { prepareRows } from '../../src/catalog/prepare/prepare-rows.js';
import type { Image } from '../../src/domain/image.js';

/** A catalogue of these images, as a refresh makes it. */
export function snapshotOf(images: readonly Image[], changedAt = 0): CatalogSnapshot {
  return new CatalogSnapshot(prepareCatalog(prepareRows(images)), changedAt);
}

/** The images of a catalogue, by position. */
export function imagesOf({ jsonBytes }: CatalogSnapshot): Image[] {
  // written from images
  return JSON.parse(Buffer.from(jsonBytes).toString()) as Image[];
}
