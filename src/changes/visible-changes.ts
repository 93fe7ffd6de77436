import type { CatalogView } from '../catalog/catalog-view.js';
import { IMAGE_FIELDS, type Image, type ImageField } from '../domain/image.js';
import type { ChangedImages } from '../history/change-history.js';
import { shown } from '../history/mask-change.js';

/** What a caller is told of an image that he sees no more. */
interface RemovedImage {
  readonly id: string;
  readonly source: string;
  readonly name: string | null;
}

/** Changes as a caller sees them who sees so much; each list in the order of id, then source. */
export interface VisibleChanges {
  /** Positions in the catalogue. */
  readonly added: readonly number[];
  readonly removed: readonly RemovedImage[];
  readonly changed: readonly { readonly fields: readonly ImageField[]; readonly position: number }[];
}

/**
 * Says what of changes somebody sees: an image that came to be seen by him was added, one that he may see no more is
 * removed, whatever it is for others.
 *
 * @param images what led to just this catalogue
 */
export function visibleChanges(catalog: CatalogView, images: ChangedImages): VisibleChanges {
  const added: number[] = [];
  const removed: RemovedImage[] = [];
  const changed: { fields: readonly ImageField[]; position: number }[] = [];
  for (const { before, after } of images) {
    const position = after && positionOf(catalog, after);
    const former = before && catalog.view.shows(before) ? before : undefined;
    if (position === undefined) {
      if (former) removed.push({ id: former.id, source: former.source, name: shown(former.name) });
    } else if (!former) added.push(position);
    else {
      const fields = changedFields(former, imageAt(catalog, position));
      if (fields.length > 0) changed.push({ fields, position });
    }
  }
  return {
    added: added.sort((a, b) => a - b),
    removed: removed.sort((a, b) => compareTexts(a.id, b.id) || compareTexts(a.source, b.source)),
    changed: changed.sort((a, b) => a.position - b.position),
  };
}

function positionOf(catalog: CatalogView, { id, source }: Image): number | undefined {
  return catalog.positionsOf(id).find((position) => catalog.sourceOf(position) === source);
}

function imageAt(catalog: CatalogView, position: number): Image {
  // written from an image
  return JSON.parse(Buffer.from(catalog.rows.jsonOf(position)).toString()) as Image;
}

function changedFields(before: Image, after: Image): readonly ImageField[] {
  return IMAGE_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
