import type { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageQuery } from './image-query.js';
import { matching } from './matching.js';

/** The images that match, in the order that was asked for. */
export interface Listing {
  readonly total: number;
  /** How many matches there are before an index of the order. */
  countBefore(index: number): number;
  /** The positions of the matches from one, counted from 0, up to but without another. */
  slice(from: number, to: number): number[];
}

export function listingOf(snapshot: CatalogSnapshot, { filters, sort }: ImageQuery): Listing {
  const found = matching(snapshot, filters);
  const order = snapshot.orders.order(sort);
  return found ? new Walk(order, found) : everything(order);
}

/** Without filters an index of the order is the number of matches before it. */
function everything(order: Int32Array): Listing {
  return {
    total: order.length,
    countBefore: (index) => index,
    slice: (from, to) => [...order.subarray(from, to)],
  };
}

class Walk implements Listing {
  readonly total: number;

  constructor(
    private readonly order: Int32Array,
    private readonly found: Bitset,
  ) {
    this.total = found.count();
  }

  countBefore(end: number): number {
    let count = 0;
    for (let index = 0; index < end; index++) if (this.found.has(this.order[index]!)) count++;
    return count;
  }

  slice(from: number, to: number): number[] {
    const positions: number[] = [];
    let seen = 0;
    for (let index = 0; index < this.order.length && seen < to; index++) {
      const position = this.order[index]!;
      if (this.found.has(position) && seen++ >= from) positions.push(position);
    }
    return positions;
  }
}
