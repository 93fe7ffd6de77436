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

const [OPEN, CLOSE, COMMA] = [Buffer.from('{'), Buffer.from('}'), Buffer.from(',')];
const PAGE_START = Buffer.from('{"items":[');

/**
 * Writes a page as JSON in UTF-8. The images were written when the catalogue was made; here they are only copied.
 *
 * @param fields in the documented order; `undefined` for all
 */
export function presentPage(
  snapshot: CatalogSnapshot,
  page: ImagePage,
  limit: number,
  links: PageLinks,
  fields: readonly ImageField[] | undefined,
): Buffer {
  const { nextCursor, prevCursor, self, first, prev, next } = links;
  const { positions, offset, total } = page;
  const rest = JSON.stringify({
    page: { limit, offset, returned: positions.length, total, nextCursor, prevCursor },
    links: { self, first, prev, next },
    catalog: { version: snapshot.version },
  });
  const pieces: Uint8Array[] = [PAGE_START];
  for (const [index, position] of positions.entries()) {
    if (index > 0) pieces.push(COMMA);
    pieces.push(...imagePieces(snapshot, position, fields));
  }
  pieces.push(Buffer.from(`],${rest.slice(1)}`));
  return Buffer.concat(pieces);
}

/**
 * Writes one image, or some of its fields, as JSON in UTF-8.
 *
 * @param fields in the documented order; `undefined` for all
 */
export function presentImage(
  snapshot: CatalogSnapshot,
  position: number,
  fields: readonly ImageField[] | undefined,
): Buffer {
  return Buffer.concat(imagePieces(snapshot, position, fields));
}

function imagePieces(
  { rows }: CatalogSnapshot,
  position: number,
  fields: readonly ImageField[] | undefined,
): Uint8Array[] {
  if (!fields) return [rows.jsonOf(position)];
  const pieces = rows.piecesOf(position, fieldRuns(fields));
  return [OPEN, ...pieces.flatMap((piece, index) => (index > 0 ? [COMMA, piece] : [piece])), CLOSE];
}
