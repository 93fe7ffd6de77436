import type { Anchor, SortKey } from './image-query.js';
import { firstNotBefore } from './lookup/binary-search.js';
import type { ImagePlaces } from './lookup/image-places.js';
import { Recent } from './lookup/recent.js';
import { SortColumn } from './lookup/sort-column.js';
import type { Positions, PreparedCatalog } from './prepare/prepared-catalog.js';
import { sortByRank, UNKNOWN } from './prepare/sort-by-rank.js';
import { SORT_FIELDS, type SortField } from './sort-fields.js';

/** How many bytes an image the orders that were made on request may take together: 16 of them, or more. */
const KEPT_BYTES_EACH = 64;

/**
 * Every order of one catalogue's images.
 *
 * Those of one key were made with the catalogue. One of several keys is made when it is first asked for, from the
 * order of its last key and the ranks of the others, in linear time: about a millisecond a key for 100,000 images.
 */
export class Orders {
  private readonly columns: ReadonlyMap<SortField, SortColumn>;
  private readonly made: Recent<Positions>;

  constructor(
    sorts: PreparedCatalog['sorts'],
    private readonly places: ImagePlaces,
  ) {
    this.columns = new Map(SORT_FIELDS.map((field) => [field, new SortColumn(sorts[field])]));
    this.made = new Recent(KEPT_BYTES_EACH * places.count);
  }

  /** All positions in the order of these keys, ties by position. */
  order(keys: readonly SortKey[]): Positions {
    const { field, descending } = keys.at(-1)!;
    const last = this.column(field).order(descending);
    return keys.length === 1 ? last : this.made.get(orderName(keys), () => this.sorted(keys, last));
  }

  /** For each position its index in `order(keys)`. */
  indexes(keys: readonly SortKey[]): Positions {
    return this.made.get(`index of ${orderName(keys)}`, () => {
      const order = this.order(keys);
      const indexes = new Int32Array(order.length);
      for (let index = 0; index < order.length; index++) indexes[order[index]!] = index;
      return indexes;
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
   * `pastEqual`, of the first that comes after it). Logarithmic.
   */
  indexOf(keys: readonly SortKey[], anchor: Anchor, pastEqual: boolean): number {
    const order = this.order(keys);
    const place = this.places.placeOf(anchor.id, anchor.source);
    const sought = keys.map(({ field, descending }, index) => {
      const column = this.column(field);
      const value = anchor.values[index] ?? null;
      // texts need not be compared where the anchor's image is still there with the same value
      const isSame = Number.isInteger(place) && column.valueAt(place) === value;
      return { ranks: column.ranks, rank: isSame ? column.ranks[place]! : column.rankOf(value), descending };
    });
    return firstNotBefore(order.length, (index) => {
      const position = order[index]!;
      for (const { ranks, rank, descending } of sought) {
        const compared = compareRanks(ranks[position]!, rank, descending);
        if (compared !== 0) return compared < 0;
      }
      return position < place || (pastEqual && position === place);
    });
  }

  private sorted(keys: readonly SortKey[], last: Positions): Positions {
    return keys
      .slice(0, -1)
      .reduceRight((order, { field, descending }) => sortByRank(order, this.column(field), descending), last);
  }

  private column(field: SortField): SortColumn {
    return this.columns.get(field)!;
  }
}

/** Names an order: `-name,sizeBytes`. */
export function orderName(keys: readonly SortKey[]): string {
  return keys.map(({ field, descending }) => (descending ? `-${field}` : field)).join();
}

/** Unknown ones come last in both directions. */
function compareRanks(a: number, b: number, descending: boolean): number {
  if (a === UNKNOWN || b === UNKNOWN) return (a === UNKNOWN ? 1 : 0) - (b === UNKNOWN ? 1 : 0);
  return descending ? b - a : a - b;
}
