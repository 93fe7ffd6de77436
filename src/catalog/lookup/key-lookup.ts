import { Bitset } from '../bitset.js';
import type { PackedTexts, PreparedKeys } from '../prepare/prepared-catalog.js';
import { firstNotBefore } from './binary-search.js';
import { PostingLists } from './posting-lists.js';

/** Keys that follow one another: `from` is one of them, `to` is not. */
export interface KeyRun {
  readonly from: number;
  readonly to: number;
}

/** Finds images by a whole value: a binary search for the key, then what `PostingLists` costs. */
export class KeyLookup {
  private readonly keys: PackedTexts;
  private readonly postings: PostingLists;

  /** @param count how many images there are */
  constructor(
    prepared: PreparedKeys,
    private readonly count: number,
  ) {
    this.keys = prepared.keys;
    this.postings = new PostingLists(prepared.postings, count);
  }

  /** The images that have any of these keys. */
  withAny(keys: readonly string[]): Bitset {
    const found = Bitset.empty(this.count);
    for (const key of keys) {
      const bytes = Buffer.from(key);
      const index = this.indexOf(bytes);
      if (index >= 0) this.postings.addTo(found, index);
    }
    return found;
  }

  /** Whether any of these images has a key. */
  meets(key: string, images: Bitset): boolean {
    const index = this.indexOf(Buffer.from(key));
    return index >= 0 && this.postings.meets(images, index);
  }

  /** The keys that begin so; logarithmic. */
  startingWith(beginning: string): KeyRun {
    const last = beginning.charCodeAt(beginning.length - 1);
    const behind = beginning.slice(0, -1) + String.fromCharCode(last + 1);
    const [from, to] = [beginning, behind].map((text) => {
      const bytes = Buffer.from(text);
      return firstNotBefore((at) => this.compare(at, bytes) < 0, 0, this.keys.ends.length);
    });
    return { from: from!, to: to! };
  }

  /** The keys that are just this one: one, or none. */
  just(key: string): KeyRun {
    const index = this.indexOf(Buffer.from(key));
    return index < 0 ? { from: 0, to: 0 } : { from: index, to: index + 1 };
  }

  keyAt(index: number): string {
    const { bytes, ends } = this.keys;
    return Buffer.from(bytes.buffer).toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
  }

  /** How many of some images, or of all, have the key at an index. */
  countAt(index: number, images: Bitset | undefined): number {
    return this.postings.count(index, images);
  }

  /** The first of some images, or of all, that has the key at an index. */
  firstAt(index: number, images: Bitset | undefined): number | undefined {
    return this.postings.first(index, images);
  }

  /** Names those of some images, or of all, that have the key at an index; ascending. */
  forEachAt(index: number, images: Bitset | undefined, visit: (position: number) => void): void {
    this.postings.forEach(index, images, visit);
  }

  /** The images that have any key of a run. */
  withAnyOf({ from, to }: KeyRun): Bitset {
    const found = Bitset.empty(this.count);
    for (let index = from; index < to; index++) this.postings.addTo(found, index);
    return found;
  }

  private indexOf(key: Uint8Array): number {
    let low = 0;
    let high = this.keys.ends.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const compared = this.compare(middle, key);
      if (compared === 0) return middle;
      if (compared < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Below, above or equal to 0 as the key at an index is before, behind or the same as the one given. */
  private compare(index: number, key: Uint8Array): number {
    const { bytes, ends } = this.keys;
    const start = index === 0 ? 0 : ends[index - 1]!;
    const length = ends[index]! - start;
    for (let at = 0; at < length && at < key.length; at++) {
      const [own, asked] = [bytes[start + at]!, key[at]!];
      if (own !== asked) return unitOrder(own) - unitOrder(asked);
    }
    return length - key.length;
  }
}

/**
 * A byte of UTF-8 as a number that sorts as UTF-16 does, which the keys are sorted by: there, characters beyond
 * U+FFFF (first byte from 0xF0 on) come before U+E000 to U+FFFF (0xEE and 0xEF).
 */
function unitOrder(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 0x10 : byte;
}
