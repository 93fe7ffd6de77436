import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import type { Anchor, ImageQuery, SortKey } from './image-query.js';
import type { Order } from './lookup/order.js';
import type { Projection } from './lookup/projection.js';
import type { Matches } from './match-sets.js';
import { matchesOf } from './matching.js';
import type { Orders } from './orders.js';
import type { VisibleImages } from './visible-images.js';

/** The images that match, in the order that was asked for. */
export interface Listing {
  readonly total: number;
  /** How many matches come before an anchor; with `pastEqual`, how many do not come after it. */
  countBefore(anchor: Anchor, pastEqual: boolean): number;
  /** The positions of the matches from one, counted from 0, up to but without another. */
  slice(from: number, to: number): number[];
}

/** Matches of at most this share of all images are sorted by themselves, if their order was not made yet. */
const FEW = 1 / 64;

/** An order is walked so far to find a page, before the matches are projected into it. */
const LONGEST_WALK = 2_048;

/** @param visible what may be listed; `undefined` for all */
export function listingOf(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  { filters, sort }: Pick<ImageQuery, 'filters' | 'sort'>,
): Listing {
  const matches = matchesOf(indexes, visible, filters);
  return matches ? listingIn(indexes, matches, sort) : everything(indexes.orders, sort);
}

/** Some images in the order of these keys. */
export function listingIn(
  { orders, count }: CatalogIndexes,
  matches: Matches,
  sort: readonly SortKey[],
): Listing {
  const areFew = matches.total <= FEW * count && !orders.isMade(sort);
  return areFew ? few(matches, orders, sort) : new FilteredListing(matches, orders, sort);
}

/** Without filters the index in the order is the number of matches before it. */
function everything(orders: Orders, sort: readonly SortKey[]): Listing {
  const { positions } = orders.order(sort);
  return {
    total: positions.length,
    countBefore: (anchor, pastEqual) => orders.indexOf(sort, anchor, pastEqual),
    slice: (from, to) => [...positions.subarray(from, to)],
  };
}

function few({ found, total }: Matches, orders: Orders, sort: readonly SortKey[]): Listing {
  const positions = orders.sortFew(sort, found.members());
  return {
    total,
    countBefore: (anchor, pastEqual) => orders.countBefore(sort, anchor, pastEqual, positions),
    slice: (from, to) => positions.slice(from, to),
  };
}

/** Walks the order where the page is near its start, and asks a projection where it is not. */
class FilteredListing implements Listing {
  readonly total: number;
  private readonly found: Bitset;
  private readonly order: Order;

  constructor(
    private readonly matches: Matches,
    private readonly orders: Orders,
    private readonly sort: readonly SortKey[],
  ) {
    this.total = matches.total;
    this.found = matches.found;
    this.order = orders.order(sort);
  }

  countBefore(anchor: Anchor, pastEqual: boolean): number {
    const index = this.orders.indexOf(this.sort, anchor, pastEqual);
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
