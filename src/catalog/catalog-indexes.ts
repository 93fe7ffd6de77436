import type { OpenEnumField } from '../domain/image.js';
import { RANGE_FIELDS, type RangeField, type SystemField } from './image-query.js';
import { ImagePlaces } from './lookup/image-places.js';
import { ImageRows } from './lookup/image-rows.js';
import { KeyLookup } from './lookup/key-lookup.js';
import { RangeLookup } from './lookup/range-lookup.js';
import { TextLookup } from './lookup/text-lookup.js';
import { MatchSets } from './match-sets.js';
import { Orders } from './orders.js';
import type { PreparedCatalog } from './prepare/prepared-catalog.js';

/**
 * What questions about images are answered from: views over what `prepareCatalog` made, of all images. It knows
 * nothing of who may see what; whoever has a question asks a `CatalogView`.
 *
 * An image's position is its place in the order of id, then source; every index speaks in positions.
 */
export class CatalogIndexes {
  readonly count: number;
  readonly rows: ImageRows;
  readonly places: ImagePlaces;
  readonly orders: Orders;
  readonly keys: KeyLookup;
  readonly names: TextLookup;
  /** The words that `q` searches. */
  readonly words: TextLookup;
  /** What was found last. */
  readonly matchSets: MatchSets;
  private readonly ranges: ReadonlyMap<RangeField, RangeLookup>;

  constructor(private readonly prepared: PreparedCatalog) {
    const { count, ranges } = prepared;
    this.count = count;
    this.rows = new ImageRows(prepared);
    this.places = new ImagePlaces(prepared, this.rows);
    this.orders = new Orders(prepared.sorts, this.places);
    this.keys = new KeyLookup(prepared.keys, count);
    this.names = new TextLookup(prepared.names, count);
    this.words = new TextLookup(prepared.words, count);
    this.matchSets = new MatchSets(count);
    this.ranges = new Map(RANGE_FIELDS.map((field) => [field, new RangeLookup(ranges[field], count)]));
  }

  /** The values that images hold in a field, sorted. */
  held(field: OpenEnumField): readonly string[] {
    return this.prepared.held[field];
  }

  /** By position: equal numbers for equal values. */
  numbers(field: SystemField): Uint32Array {
    return this.prepared.numbers[field];
  }

  range(field: RangeField): RangeLookup {
    return this.ranges.get(field)!;
  }
}
