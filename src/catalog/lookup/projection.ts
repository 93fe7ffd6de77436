import { Bitset, bitsOf, lowestBit } from '../bitset.js';
import { firstNotBelow } from './binary-search.js';
import type { Order } from './order.js';

/** Words of a bit set that are counted together. */
const BLOCK = 8;

/**
 * Matches as an order sees them: a bit for each index of the order, and how many are set before every 256th. To
 * make one costs a step for each match; to count or to find the n-th is then logarithmic.
 */
export class Projection {
  private readonly words: Uint32Array;
  private readonly before: Uint32Array;

  constructor(
    found: Bitset,
    readonly order: Order,
  ) {
    const { indexes } = order;
    const set = Bitset.empty(found.size);
    found.forEach((position) => set.add(indexes[position]!));
    this.words = set.words;
    this.before = countsOf(set.words);
  }

  /** How many matches there are before an index of the order. */
  countBefore(index: number): number {
    const word = index >>> 5;
    const block = Math.floor(word / BLOCK);
    let count = this.before[block]!;
    for (let at = block * BLOCK; at < word; at++) count += bitsOf(this.words[at]!);
    const rest = index & 31;
    return rest === 0 ? count : count + bitsOf(this.words[word]! & (2 ** rest - 1));
  }

  /** The positions of the matches from one, counted from 0, up to but without another. */
  slice(from: number, to: number): number[] {
    const found: number[] = [];
    const block = Math.max(0, firstNotBelow(this.before, from + 1) - 1);
    let seen = this.before[block]!;
    for (let word = block * BLOCK; word < this.words.length && seen < to; word++) {
      for (let rest = this.words[word]!; rest !== 0 && seen < to; rest &= rest - 1) {
        if (seen++ >= from) found.push(this.order.positions[(word << 5) | lowestBit(rest)]!);
      }
    }
    return found;
  }
}

/** For each block how many ones there are before it, and behind the last one all. */
function countsOf(words: Uint32Array): Uint32Array {
  const before = new Uint32Array(Math.ceil(words.length / BLOCK) + 1);
  for (let word = 0; word < words.length; word++) {
    before[Math.floor(word / BLOCK) + 1]! += bitsOf(words[word]!);
  }
  for (let block = 1; block < before.length; block++) before[block]! += before[block - 1]!;
  return before;
}
