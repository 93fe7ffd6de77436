import { Bitset } from '../bitset.js';
import type { PreparedTexts } from '../prepare/prepared-catalog.js';
import { shortGram, trigramAt } from '../prepare/text-grams.js';
import { firstNotBelow } from './binary-search.js';
import { PostingLists } from './posting-lists.js';

/** Where the rarest three bytes of a word stand. */
interface Trail {
  /** In the word. */
  readonly offset: number;
  /** In `occurrences`. */
  readonly from: number;
  readonly to: number;
}

/**
 * Finds images by a part of a text. A part of one or two bytes is looked up; of a longer one the rarest three
 * bytes are looked up, and the rest is compared wherever they stand: one step for each such place.
 */
export class TextLookup {
  private readonly holders: PostingLists;
  private readonly shortHolders: PostingLists;

  /** @param count how many images there are */
  constructor(
    private readonly prepared: PreparedTexts,
    private readonly count: number,
  ) {
    this.holders = new PostingLists(prepared.postings, count);
    this.shortHolders = new PostingLists(prepared.shortPostings, count);
  }

  /**
   * The images that have this part in one of their texts.
   *
   * @param part folded, at least one character
   */
  containing(part: string): Bitset {
    const found = Bitset.empty(this.count);
    const bytes = Buffer.from(part);
    if (bytes.length < 3) this.addByShortGram(found, shortGram(bytes[0]!, bytes[1]));
    else this.addByTrigram(found, bytes);
    return found;
  }

  private addByShortGram(found: Bitset, gram: number): void {
    const index = indexOf(this.prepared.shortGrams, gram);
    if (index >= 0) this.shortHolders.addTo(found, index);
  }

  private addByTrigram(found: Bitset, part: Uint8Array): void {
    const trail = this.rarest(part);
    if (!trail) return;
    const { bytes, starts, occurrences } = this.prepared;
    let text = 0;
    for (let index = trail.from; index < trail.to; index++) {
      const start = occurrences[index]! - trail.offset;
      // what was found in a text once is not looked for there again
      if (start < starts[text]! || !standsAt(part, bytes, start)) continue;
      text = this.textAt(start, text);
      this.holders.addTo(found, text);
      text++;
    }
  }

  /** `undefined` where one of the part's trigrams occurs nowhere. */
  private rarest(part: Uint8Array): Trail | undefined {
    const { trigrams, trigramStarts } = this.prepared;
    let rarest: Trail | undefined;
    for (let offset = 0; offset + 2 < part.length; offset++) {
      const index = indexOf(trigrams, trigramAt(part, offset));
      if (index < 0) return undefined;
      const [from, to] = [trigramStarts[index]!, trigramStarts[index + 1]!];
      if (!rarest || to - from < rarest.to - rarest.from) rarest = { offset, from, to };
    }
    return rarest;
  }

  /** The text that a byte belongs to, looked for in growing strides from a text on that begins before it. */
  private textAt(byte: number, from: number): number {
    const { starts } = this.prepared;
    let low = from;
    let stride = 1;
    while (low + stride < starts.length && starts[low + stride]! <= byte) {
      low += stride;
      stride *= 2;
    }
    return firstNotBelow(starts, byte + 1, low, Math.min(low + stride, starts.length)) - 1;
  }
}

function standsAt(part: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < part.length; at++) if (bytes[start + at] !== part[at]) return false;
  return true;
}

/** The index of a number in an ascending list, or -1. */
function indexOf(numbers: Uint32Array, number: number): number {
  const index = firstNotBelow(numbers, number);
  return numbers[index] === number ? index : -1;
}
