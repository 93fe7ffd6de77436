import type { Image } from '../domain/image.js';
import type { Anchor, SortKey } from './image-query.js';
import { compareDirected, compareValues, sortValue, type SortField, type SortValue } from './sort-fields.js';

/** One field of all images, prepared for sorting. */
interface Column {
  readonly values: readonly SortValue[];
  /** By position: equal values share a rank, ranks ascend; `UNKNOWN` for unknown values. */
  readonly ranks: Int32Array;
}

const UNKNOWN = -1;
const MAX_KEPT_ORDERS = 64;

/**
 * Every order of one catalogue's images.
 *
 * Values are compared once per field, at the first sort by it; after that an order is a sort of integers,
 * made once and kept. Memory: 4 bytes an image for each rank column and each order, at most 64 orders.
 */
export class Orders {
  private readonly columns = new Map<SortField, Column>();
  private readonly orders = new Map<string, Int32Array>();

  /** @param images by position, which is the order of id, then source */
  constructor(private readonly images: readonly Image[]) {}

  /** All positions in the order of these keys, ties by position. */
  order(keys: readonly SortKey[]): Int32Array {
    const name = keys.map(({ field, descending }) => (descending ? '-' : '') + field).join();
    let order = this.orders.get(name);
    if (!order) {
      order = this.sorted(keys);
      if (this.orders.size >= MAX_KEPT_ORDERS) this.orders.clear();
      this.orders.set(name, order);
    }
    return order;
  }

  /** The place of the image at a position, to remember it by. */
  anchor(keys: readonly SortKey[], position: number): Anchor {
    const { id, source } = this.images[position]!;
    return { values: keys.map(({ field }) => this.column(field).values[position]!), id, source };
  }

  /**
   * The index in `order(keys)` of the first image that does not come before the anchor (or, with
   * `pastEqual`, of the first that comes after it). Logarithmic.
   */
  indexOf(keys: readonly SortKey[], anchor: Anchor, pastEqual: boolean): number {
    const order = this.order(keys);
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const compared = this.compareToAnchor(keys, order[middle]!, anchor);
      if (compared < 0 || (pastEqual && compared === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compareToAnchor(keys: readonly SortKey[], position: number, anchor: Anchor): number {
    for (const [index, { field, descending }] of keys.entries()) {
      const compared = compareDirected(
        this.column(field).values[position]!,
        anchor.values[index] ?? null,
        descending,
      );
      if (compared !== 0) return compared;
    }
    const { id, source } = this.images[position]!;
    return compareCodeUnits(id, anchor.id) || compareCodeUnits(source, anchor.source);
  }

  private sorted(keys: readonly SortKey[]): Int32Array {
    const columns = keys.map(({ field, descending }) => ({ ranks: this.column(field).ranks, descending }));
    return Int32Array.from(this.images.keys()).sort((a, b) => {
      for (const { ranks, descending } of columns) {
        const [rankA, rankB] = [ranks[a]!, ranks[b]!];
        if (rankA === rankB) continue;
        if (rankA === UNKNOWN) return 1;
        if (rankB === UNKNOWN) return -1;
        return descending ? rankB - rankA : rankA - rankB;
      }
      return a - b;
    });
  }

  private column(field: SortField): Column {
    let column = this.columns.get(field);
    if (!column) {
      column = rankColumn(this.images.map((image) => sortValue(image, field)));
      this.columns.set(field, column);
    }
    return column;
  }
}

function rankColumn(values: readonly SortValue[]): Column {
  const known = [...new Set(values)].filter((value) => value !== null).sort(compareValues);
  const rankOf = new Map<SortValue, number>([[null, UNKNOWN]]);
  let rank = 0;
  for (const [index, value] of known.entries()) {
    if (index > 0 && compareValues(known[index - 1]!, value) !== 0) rank++;
    rankOf.set(value, rank);
  }
  return { values, ranks: Int32Array.from(values, (value) => rankOf.get(value)!) };
}

/** Orders ids as their characters are numbered, the same on every machine. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
