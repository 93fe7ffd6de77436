import { CatalogIndexes } from '../../src/catalog/catalog-indexes.js';
import { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
import type { CatalogView } from '../../src/catalog/catalog-view.js';
import { prepareCatalog } from '../../src/catalog/prepare/prepare-catalog.js';
import { prepareRows } from '../../src/catalog/prepare/prepare-rows.js';
import type { Image } from '../../src/domain/image.js';
import { EVERYTHING, type View } from '../../src/domain/view.js';

/** A catalogue of these images, as a refresh makes it. */
export function snapshotOf(images: readonly Image[], changedAt = 0): CatalogSnapshot {
  return new CatalogSnapshot(prepareCatalog(prepareRows(images)), changedAt);
}

/** The same as somebody sees it who sees everything, unless a view is given. */
export function catalogOf(images: readonly Image[], view: View = EVERYTHING): CatalogView {
  return snapshotOf(images).for(view);
}

/** What its questions are answered from. */
export function indexesOf(images: readonly Image[]): CatalogIndexes {
  return new CatalogIndexes(prepareCatalog(prepareRows(images)));
}

/** The images of a catalogue, by position. */
export function imagesOf({ jsonBytes }: Pick<CatalogSnapshot, 'jsonBytes'>): Image[] {
  // written from images
  return JSON.parse(Buffer.from(jsonBytes).toString()) as Image[];
}
