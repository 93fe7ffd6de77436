import type { Anchor, SortKey } from './image-query.js';
import { firstNotBefore } from './lookup/binary-search.js';
import type { ImagePlaces } from './lookup/image-places.js';
import { Order } from './lookup/order.js';
import { Recent } from './lookup/recent.js';
import { SortColumn } from './lookup/sort-column.js';
import type { PreparedCatalog } from './prepare/prepared-catalog.js';
import { sortByRank, UNKNOWN } from './prepare/sort-by-rank.js';
import { ORDER_FIELDS, type SortField } from './sort-fields.js';

/** Of the orders that were made on request, 32 are kept, at 8 bytes an image; of small catalogues more. */
const KEPT_BYTES_EACH = 256;
const KEPT_BYTES = 65_536;

/** A sort key of an anchor: where its value stands in the field. */
interface SoughtRank {
  readonly ranks: Int32Array;
  readonly rank: number;
  readonly descending: boolean;
}

/**
 * Every order of one catalogue's images.
 *
 * Those of one key were made with the catalogue. One of several keys is made when it is first asked for, from the
 * order of its last key and the ranks of the others, in linear time: about a millisecond a key for 100,000 images.
 */
export class Orders {
  private readonly columns: ReadonlyMap<SortField, SortColumn>;
  private readonly made: Recent<Order>;

  constructor(
    sorts: PreparedCatalog['sorts'],
    private readonly places: ImagePlaces,
  ) {
    this.columns = new Map(ORDER_FIELDS.map((field) => [field, new SortColumn(sorts[field])]));
    this.made = new Recent(KEPT_BYTES + KEPT_BYTES_EACH * places.count);
  }

  /** All images in the order of these keys, ties by position. */
  order(keys: readonly SortKey[]): Order {
    const { field, descending } = keys.at(-1)!;
    const last = descending ? this.column(field).descending : this.column(field).ascending;
    return keys.length === 1 ? last : this.made.get(orderName(keys), () => this.sorted(keys, last));
  }

  /** By position: equal numbers for equal values, ascending with them; see `PreparedSort`. */
  ranks(field: SortField): Int32Array {
    return this.column(field).ranks;
  }

  /** Whether `order` finds this order, and need not make it. */
  isMade(keys: readonly SortKey[]): boolean {
    return keys.length === 1 || this.made.has(orderName(keys));
  }

  /** Some positions, given in ascending order, in the order of these keys, without making it for all images. */
  sortFew(keys: readonly SortKey[], positions: readonly number[]): number[] {
    const columns = keys.map(({ field, descending }) => ({ ranks: this.column(field).ranks, descending }));
    return positions.toSorted((a, b) => {
      for (const { ranks, descending } of columns) {
        const compared = compareRanks(ranks[a]!, ranks[b]!, descending);
        if (compared !== 0) return compared;
      }
      return a - b;
    });
  }

  /** The place of the image at a position, to remember it by. */
  anchor(keys: readonly SortKey[], position: number): Anchor {
    return {
      values: keys.map(({ field }) => this.column(field).valueAt(position)),
      id: this.places.idOf(position),
      source: this.places.sourceOf(position),
    };
  }

  /**
   * The index in `order(keys)` of the first image that does not come before the anchor (or, with
   * `pastEqual`, of the first that comes after it). Looked up where the anchor's image still has its values, else
   * logarithmic.
   */
  indexOf(keys: readonly SortKey[], anchor: Anchor, pastEqual: boolean): number {
    const order = this.order(keys);
    const place = this.places.placeOf(anchor.id, anchor.source);
    if (Number.isInteger(place) && this.hasValues(keys, anchor, place)) {
      return order.indexes[place]! + (pastEqual ? 1 : 0);
    }
    return this.countBefore(keys, anchor, pastEqual, order.positions);
  }

  /**
   * How many of some positions, which are in the order of these keys, come before the anchor (or, with `pastEqual`,
   * do not come after it). Logarithmic.
   */
  countBefore(
    keys: readonly SortKey[],
    anchor: Anchor,
    pastEqual: boolean,
    positions: ArrayLike<number>,
  ): number {
    const place = this.places.placeOf(anchor.id, anchor.source);
    const sought = keys.map(({ field, descending }, index): SoughtRank => {
      const column = this.column(field);
      return { ranks: column.ranks, rank: column.rankOf(anchor.values[index] ?? null), descending };
    });
    return firstNotBefore((at) => isBefore(positions[at]!, sought, place, pastEqual), 0, positions.length);
  }

  private hasValues(keys: readonly SortKey[], { values }: Anchor, position: number): boolean {
    return keys.every(({ field }, index) => this.column(field).valueAt(position) === values[index]);
  }

  private sorted(keys: readonly SortKey[], last: Order): Order {
    let { positions } = last;
    for (const { field, descending } of keys.slice(0, -1).reverse()) {
      positions = sortByRank(positions, this.column(field), descending);
    }
    return new Order(positions);
  }

  private column(field: SortField): SortColumn {
    return this.columns.get(field)!;
  }
}

/** Names an order: `-name,sizeBytes`. */
function orderName(keys: readonly SortKey[]): string {
  return keys.map(({ field, descending }) => (descending ? `-${field}` : field)).join();
}

function isBefore(
  position: number,
  sought: readonly SoughtRank[],
  place: number,
  pastEqual: boolean,
): boolean {
  for (const { ranks, rank, descending } of sought) {
    const compared = compareRanks(ranks[position]!, rank, descending);
    if (compared !== 0) return compared < 0;
  }
  return position < place || (pastEqual && position === place);
}

/** Unknown ones come last in both directions. */
function compareRanks(a: number, b: number, descending: boolean): number {
  if (a === UNKNOWN || b === UNKNOWN) return (a === UNKNOWN ? 1 : 0) - (b === UNKNOWN ? 1 : 0);
  return descending ? b - a : a - b;
}
