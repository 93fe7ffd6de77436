import type { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageQuery } from './image-query.js';
import type { Order } from './lookup/order.js';
import type { Projection } from './lookup/projection.js';
import type { Matches } from './match-sets.js';
import { asksNothing, matching } from './matching.js';

/** The images that match, in the order that was asked for. */
export interface Listing {
  readonly total: number;
  /** How many matches there are before an index of the order. */
  countBefore(index: number): number;
  /** The positions of the matches from one, counted from 0, up to but without another. */
  slice(from: number, to: number): number[];
}

/** An order is walked so far to find a page, before the matches are projected into it. */
const LONGEST_WALK = 2_048;

export function listingOf(snapshot: CatalogSnapshot, { filters, sort }: ImageQuery): Listing {
  const order = snapshot.orders.order(sort);
  if (asksNothing(filters)) return everything(order);
  return new FilteredListing(
    snapshot.matchSets.of(filters, () => matching(snapshot, filters)),
    order,
  );
}

/** Without filters an index of the order is the number of matches before it. */
function everything({ positions }: Order): Listing {
  return {
    total: positions.length,
    countBefore: (index) => index,
    slice: (from, to) => [...positions.subarray(from, to)],
  };
}

/** Walks the order where the page is near its start, and asks a projection where it is not. */
class FilteredListing implements Listing {
  readonly total: number;
  private readonly found: Bitset;

  constructor(
    private readonly matches: Matches,
    private readonly order: Order,
  ) {
    this.total = matches.total;
    this.found = matches.found;
  }

  countBefore(index: number): number {
    return index <= LONGEST_WALK ? this.walk(0, index, index).length : this.projection.countBefore(index);
  }

  slice(from: number, to: number): number[] {
    const end = Math.min(to, this.total);
    if (from >= end) return [];
    const expected = (end * this.found.size) / this.total;
    const walked = expected <= LONGEST_WALK ? this.walk(from, end, LONGEST_WALK) : [];
    return walked.length === end - from ? walked : this.projection.slice(from, end);
  }

  private get projection(): Projection {
    return this.matches.projectedInto(this.order);
  }

  /** The matches from one to another, as far as they are among the first `steps` of the order. */
  private walk(from: number, to: number, steps: number): number[] {
    const { positions } = this.order;
    const walked: number[] = [];
    let seen = 0;
    for (let index = 0; index < positions.length && index < steps && seen < to; index++) {
      const position = positions[index]!;
      if (this.found.has(position) && seen++ >= from) walked.push(position);
    }
    return walked;
  }
}
