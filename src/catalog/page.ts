import type { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageQuery } from './image-query.js';
import { matching } from './matching.js';

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

/**
 * Answers a query from the snapshot's indexes.
 *
 * Besides finding the matches (`matching`) it walks the order once up to the end of the page.
 */
export function pageOf(snapshot: CatalogSnapshot, query: ImageQuery): ImagePage {
  const found = matching(snapshot, query.filters);
  const order = snapshot.orders.order(query.sort);
  const total = found.count();
  const { from, to } = boundsOf(snapshot, query, found, order, total);
  return {
    positions: slice(order, found, from, to),
    total,
    offset: from,
    hasPrevious: from > 0 && total > 0,
    hasNext: to < total,
  };
}

/** The matches of the page, counted from the first match: `from` is part of it, `to` is not. */
function boundsOf(
  snapshot: CatalogSnapshot,
  { start, sort, limit }: ImageQuery,
  found: Bitset,
  order: Int32Array,
  total: number,
): { from: number; to: number } {
  switch (start.kind) {
    case 'offset':
      return { from: start.offset, to: start.offset + limit };
    case 'after': {
      const from = countBefore(order, found, snapshot.orders.indexOf(sort, start.anchor, true));
      return { from, to: from + limit };
    }
    case 'before': {
      const to = countBefore(order, found, snapshot.orders.indexOf(sort, start.anchor, false));
      return { from: Math.max(0, to - limit), to };
    }
    case 'last':
      return { from: Math.max(0, total - limit), to: total };
  }
}

function countBefore(order: Int32Array, found: Bitset, end: number): number {
  let count = 0;
  for (let index = 0; index < end; index++) if (found.has(order[index]!)) count++;
  return count;
}

function slice(order: Int32Array, found: Bitset, from: number, to: number): number[] {
  const positions: number[] = [];
  let seen = 0;
  for (let index = 0; index < order.length && seen < to; index++) {
    const position = order[index]!;
    if (found.has(position) && seen++ >= from) positions.push(position);
  }
  return positions;
}
