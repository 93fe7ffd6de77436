import type { Image } from '../domain/image.js';
import { Bitset } from './bitset.js';
import { foldText } from './fold-text.js';
import { positionsBy } from './positions-by.js';
import { CASELESS_FIELDS, VALUE_FIELDS, type PropertyFilter, type ValueField } from './image-query.js';

/**
 * For each value of a field the positions of the images that hold it: 8 bytes for each image and value.
 * A question costs one step for each image that it finds.
 */
export class Postings {
  private readonly values = new Map<ValueField, ReadonlyMap<string, readonly number[]>>();
  private readonly tags: ReadonlyMap<string, readonly number[]>;
  private readonly propertyKeys: ReadonlyMap<string, readonly number[]>;

  constructor(private readonly images: readonly Image[]) {
    for (const field of VALUE_FIELDS) {
      const keyOf = CASELESS_FIELDS.includes(field) ? foldText : (value: string) => value;
      this.values.set(
        field,
        positionsBy(images, ({ [field]: value }) => (value === null ? [] : [keyOf(value)])),
      );
    }
    this.tags = positionsBy(images, ({ tags }) => tags);
    this.propertyKeys = positionsBy(images, ({ properties }) => Object.keys(properties));
  }

  /** The images that hold any of these values, which are folded for `CASELESS_FIELDS`. */
  withAnyValue(field: ValueField, values: readonly string[]): Bitset {
    const postings = this.values.get(field);
    return Bitset.of(
      this.images.length,
      values.flatMap((value) => postings?.get(value) ?? []),
    );
  }

  withTag(tag: string): Bitset {
    return Bitset.of(this.images.length, this.tags.get(tag) ?? []);
  }

  withProperty({ key, value }: PropertyFilter): Bitset {
    const holders = this.propertyKeys.get(key) ?? [];
    return Bitset.of(
      this.images.length,
      value === undefined ? holders : holders.filter((at) => this.images[at]!.properties[key] === value),
    );
  }

  /** The values that images hold in a field, folded for `CASELESS_FIELDS`, sorted. */
  held(field: ValueField): readonly string[] {
    return [...(this.values.get(field)?.keys() ?? [])].sort();
  }
}
