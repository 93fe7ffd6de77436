import type { CatalogView } from './catalog-view.js';
import type { ImageQuery } from './image-query.js';
import type { Listing } from './listing.js';

/** The part of a listing that a query asks for. */
export interface ImagePage {
  /** Of the images on this page, in order. */
  readonly positions: readonly number[];
  /** How many images match in all. */
  readonly total: number;
  /** How many matches come before the first of this page. */
  readonly offset: number;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** Answers a query from the indexes of the catalogue. */
export function pageOf(catalog: CatalogView, query: ImageQuery): ImagePage {
  const listing = catalog.listing(query);
  const { total } = listing;
  const { from, to } = boundsOf(query, listing);
  return {
    positions: listing.slice(from, to),
    total,
    offset: from,
    hasPrevious: from > 0 && total > 0,
    hasNext: to < total,
  };
}

/** The matches of the page, counted from the first match: `from` is part of it, `to` is not. */
function boundsOf({ start, limit }: ImageQuery, listing: Listing): { from: number; to: number } {
  switch (start.kind) {
    case 'offset':
      return { from: start.offset, to: start.offset + limit };
    case 'after': {
      const from = listing.countBefore(start.anchor, true);
      return { from, to: from + limit };
    }
    case 'before': {
      const to = listing.countBefore(start.anchor, false);
      return { from: Math.max(0, to - limit), to };
    }
    case 'last':
      return { from: Math.max(0, listing.total - limit), to: listing.total };
  }
}
