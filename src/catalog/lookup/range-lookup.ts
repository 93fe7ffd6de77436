import { Bitset } from '../bitset.js';
import { wordsFor } from '../prepare/pack-postings.js';
import type { PreparedRange } from '../prepare/prepared-catalog.js';
import { firstNotBelow } from './binary-search.js';

/**
 * Finds images by bounds. Two binary searches say how many of the sorted values lie below each bound; the sets of
 * the first so many are there for every 64th, and what is between is put right one by one.
 */
export class RangeLookup {
  private readonly setWords: number;
  private readonly sets: number;

  /** @param count how many images there are */
  constructor(
    private readonly prepared: PreparedRange,
    private readonly count: number,
  ) {
    this.setWords = wordsFor(count);
    this.sets = Math.floor(prepared.values.length / prepared.step) + 1;
  }

  /** The images whose value is known and within these bounds, both inclusive. */
  within(min: number, max: number): Bitset {
    const { values, step } = this.prepared;
    const from = firstNotBelow(values, min);
    // all values are whole numbers
    const to = firstNotBelow(values, Math.floor(max) + 1);
    const found = Bitset.empty(this.count);
    if (to - from <= step) {
      this.addBetween(found, from, to);
      return found;
    }
    const upper = this.nearestSet(to);
    found.unite(this.prepared.prefixes, upper * this.setWords);
    this.addBetween(found, upper * step, to);
    this.dropBetween(found, to, upper * step);
    const lower = this.nearestSet(from);
    found.subtract(this.prepared.prefixes, lower * this.setWords);
    this.dropBetween(found, lower * step, from);
    this.addBetween(found, from, lower * step);
    return found;
  }

  private nearestSet(values: number): number {
    return Math.min(this.sets - 1, Math.round(values / this.prepared.step));
  }

  private addBetween(set: Bitset, from: number, to: number): void {
    for (let at = from; at < to; at++) set.add(this.prepared.positions[at]!);
  }

  private dropBetween(set: Bitset, from: number, to: number): void {
    for (let at = from; at < to; at++) set.delete(this.prepared.positions[at]!);
  }
}
