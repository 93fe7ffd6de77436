import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import { fieldRuns } from '../catalog/lookup/image-rows.js';
import type { ImagePage } from '../catalog/page.js';
import type { ImageField } from '../domain/image.js';

/** Where a page's neighbours are: cursors, and paths with them; `null` where there is none. */
export interface PageLinks {
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  readonly self: string;
  readonly first: string;
  readonly prev: string | null;
  readonly next: string | null;
}

const START = '{"items":[';

/**
 * Writes a page as JSON in UTF-8. The images were written when the catalogue was made; here they are copied, each
 * with the comma behind it.
 *
 * @param fields in the documented order; `undefined` for all
 */
export function presentPage(
  { rows, version }: CatalogSnapshot,
  { positions, offset, total }: ImagePage,
  limit: number,
  links: PageLinks,
  fields: readonly ImageField[] | undefined,
): Buffer {
  const { nextCursor, prevCursor, self, first, prev, next } = links;
  const rest = JSON.stringify({
    page: { limit, offset, returned: positions.length, total, nextCursor, prevCursor },
    links: { self, first, prev, next },
    catalog: { version },
  });
  const runs = fields && fieldRuns(fields);
  const end = `],${rest.slice(1)}`;
  const page = Buffer.allocUnsafe(START.length + rows.lengthOf(positions, runs) + Buffer.byteLength(end));
  const written = rows.copy(positions, runs, page, page.write(START));
  // the last image has no comma behind it
  const length = written - (positions.length > 0 ? 1 : 0);
  return page.subarray(0, length + page.write(end, length));
}

/**
 * Writes one image, or some of its fields, as JSON in UTF-8.
 *
 * @param fields in the documented order; `undefined` for all
 */
export function presentImage(
  { rows }: CatalogSnapshot,
  position: number,
  fields: readonly ImageField[] | undefined,
): Buffer {
  const runs = fields && fieldRuns(fields);
  const image = Buffer.allocUnsafe(rows.lengthOf([position], runs));
  return image.subarray(0, rows.copy([position], runs, image, 0) - 1);
}
