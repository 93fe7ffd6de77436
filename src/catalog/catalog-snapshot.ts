import { createHash } from 'node:crypto';

import type { Image } from '../domain/image.js';
import { Bitset } from './bitset.js';
import { foldText } from './fold-text.js';
import { RANGE_FIELDS, type RangeField } from './image-query.js';
import { compareCodeUnits, Orders } from './orders.js';
import { positionsBy } from './positions-by.js';
import { Postings } from './postings.js';
import { searchText } from './search-text.js';

/**
 * The whole catalogue at one moment, prepared for questions and never changed afterwards.
 *
 * An image's position is its place in the order of id, then source; every index speaks in positions. What a
 * request would otherwise repeat is made here, once: each image's JSON, folded texts, numbers to compare.
 */
export class CatalogSnapshot {
  readonly images: readonly Image[];
  /** Each image as answers show it, by position. */
  readonly json: readonly string[];
  /** 16 hex digits: a hash of all images, so that equal content has equal versions on every replica. */
  readonly version: string;
  readonly orders: Orders;
  readonly postings: Postings;
  /** By position; see `searchText`. */
  readonly searchTexts: readonly string[];
  /** By position, folded; '' for an image without a name. */
  readonly foldedNames: readonly string[];
  private readonly ranges: ReadonlyMap<RangeField, Float64Array>;
  private readonly positionsById: ReadonlyMap<string, readonly number[]>;
  private readonly positionsByName: ReadonlyMap<string, readonly number[]>;

  /**
   * @param changedAt when this content was first seen, milliseconds since 1970
   */
  constructor(
    images: readonly Image[],
    readonly changedAt: number,
  ) {
    this.images = images.toSorted(
      (a, b) => compareCodeUnits(a.id, b.id) || compareCodeUnits(a.source, b.source),
    );
    this.json = this.images.map((image) => JSON.stringify(image));
    this.version = hash(this.json);
    this.orders = new Orders(this.images);
    this.postings = new Postings(this.images);
    this.searchTexts = this.images.map(searchText);
    this.foldedNames = this.images.map(({ name }) => foldText(name ?? ''));
    this.ranges = new Map(RANGE_FIELDS.map((field) => [field, rangeColumn(this.images, field)]));
    this.positionsById = positionsBy(this.images, ({ id }) => [id.toLowerCase()]);
    this.positionsByName = positionsBy(this.images, ({ name }) => (name === null ? [] : [name]));
  }

  /** The positions of the images with exactly this id, one from each source that has it. */
  positionsOf(id: string): readonly number[] {
    const positions = this.positionsById.get(id.toLowerCase()) ?? [];
    return positions.filter((at) => this.images[at]!.id === id);
  }

  /** @param ids in lower case */
  withAnyId(ids: readonly string[]): Bitset {
    return this.union(this.positionsById, ids);
  }

  withAnyName(names: readonly string[]): Bitset {
    return this.union(this.positionsByName, names);
  }

  /** A field's numbers by position; NaN where the value is unknown. */
  rangeValues(field: RangeField): Float64Array {
    return this.ranges.get(field)!;
  }

  private union(index: ReadonlyMap<string, readonly number[]>, keys: readonly string[]): Bitset {
    return Bitset.of(
      this.images.length,
      keys.flatMap((key) => index.get(key) ?? []),
    );
  }
}

function hash(texts: readonly string[]): string {
  const sha256 = createHash('sha256');
  for (const text of texts) sha256.update(text).update('\n');
  return sha256.digest('hex').slice(0, 16);
}

function rangeColumn(images: readonly Image[], field: RangeField): Float64Array {
  return Float64Array.from(images, (image) => {
    const value = image[field];
    return value === null ? NaN : typeof value === 'string' ? Date.parse(value) : value;
  });
}
