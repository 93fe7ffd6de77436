import type { OpenEnumField } from '../domain/image.js';
import { RANGE_FIELDS, type RangeField } from './image-query.js';
import { ImagePlaces } from './lookup/image-places.js';
import { ImageRows } from './lookup/image-rows.js';
import { KeyLookup } from './lookup/key-lookup.js';
import { RangeLookup } from './lookup/range-lookup.js';
import { TextLookup } from './lookup/text-lookup.js';
import { MatchSets } from './match-sets.js';
import { Orders } from './orders.js';
import type { PreparedCatalog } from './prepare/prepared-catalog.js';

/**
 * The whole catalogue at one moment, never changed afterwards: views over what `prepareCatalog` made, so that a
 * catalogue of any size costs nothing to take over.
 *
 * An image's position is its place in the order of id, then source; every index speaks in positions.
 */
export class CatalogSnapshot {
  /** Stands for this snapshot, and no other, with whoever must not keep all of it in memory. */
  readonly identity: object = {};
  readonly version: string;
  readonly count: number;
  readonly rows: ImageRows;
  readonly orders: Orders;
  readonly keys: KeyLookup;
  readonly names: TextLookup;
  /** The words that `q` searches. */
  readonly words: TextLookup;
  /** What was found last. */
  readonly matchSets: MatchSets;
  private readonly places: ImagePlaces;
  private readonly ranges: ReadonlyMap<RangeField, RangeLookup>;

  /**
   * @param changedAt when this content was first seen, milliseconds since 1970
   * @param maskedSecrets how many of the secrets that came up are masked in it; see `Workbench`
   */
  constructor(
    private readonly prepared: PreparedCatalog,
    readonly changedAt: number,
    readonly maskedSecrets = 0,
  ) {
    const { version, count, ranges } = prepared;
    this.version = version;
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

  /** The same content, with another opinion on when it was first seen. */
  firstSeen(changedAt: number): CatalogSnapshot {
    if (changedAt === this.changedAt) return this;
    return new CatalogSnapshot(this.prepared, changedAt, this.maskedSecrets);
  }

  /** All images as one JSON list in UTF-8; not to be changed. */
  get jsonBytes(): Uint8Array {
    return this.rows.jsonList;
  }

  /** The positions of the images with exactly this id, one from each source that has it. */
  positionsOf(id: string): readonly number[] {
    return this.places.positionsOf(id);
  }

  sourceOf(position: number): string {
    return this.places.sourceOf(position);
  }

  /** The values that images hold in a field, sorted. */
  held(field: OpenEnumField): readonly string[] {
    return this.prepared.held[field];
  }

  range(field: RangeField): RangeLookup {
    return this.ranges.get(field)!;
  }
}
