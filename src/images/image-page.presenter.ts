import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { ImagePage } from '../catalog/page.js';
import type { Image, ImageField } from '../domain/image.js';

/** Where a page's neighbours are: cursors, and paths with them; `null` where there is none. */
export interface PageLinks {
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  readonly self: string;
  readonly first: string;
  readonly prev: string | null;
  readonly next: string | null;
}

/** Writes a page as JSON. The images were written when the catalogue was made; here they are only joined. */
export function presentPage(
  snapshot: CatalogSnapshot,
  page: ImagePage,
  limit: number,
  links: PageLinks,
  fields: readonly ImageField[] | undefined,
): Buffer {
  const { nextCursor, prevCursor, self, first, prev, next } = links;
  const { positions, offset, total } = page;
  const items = positions.map((at) => imageJson(snapshot, at, fields));
  const rest = JSON.stringify({
    page: { limit, offset, returned: positions.length, total, nextCursor, prevCursor },
    links: { self, first, prev, next },
    catalog: { version: snapshot.version },
  });
  return Buffer.from(`{"items":[${items.join(',')}],${rest.slice(1)}`);
}

/** Writes one image, or some of its fields, as JSON. */
export function presentImage(
  snapshot: CatalogSnapshot,
  position: number,
  fields: readonly ImageField[] | undefined,
): Buffer {
  return Buffer.from(imageJson(snapshot, position, fields));
}

function imageJson(
  snapshot: CatalogSnapshot,
  position: number,
  fields: readonly ImageField[] | undefined,
): string {
  return fields ? JSON.stringify(pick(snapshot.images[position]!, fields)) : snapshot.json[position]!;
}

function pick(image: Image, fields: readonly ImageField[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, image[field]]));
}
