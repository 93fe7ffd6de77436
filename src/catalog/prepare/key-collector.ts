import { toUSVString } from 'node:util';

import { packTexts } from './pack-texts.js';
import { packPostings, type Emit } from './pack-postings.js';
import type { PreparedKeys } from './prepared-catalog.js';

/** Collects which images have which keys. Memory: 8 bytes for each pair, and each key once. */
export class KeyCollector {
  private readonly numbers = new Map<string, number>();
  /** By number: where the key was added last. */
  private readonly lastPositions: number[] = [];
  private readonly pairKeys: number[] = [];
  private readonly pairPositions: number[] = [];

  /** Adds an image to a key, once. Positions never descend from one call to the next. */
  add(key: string, position: number): void {
    // a lone surrogate sorts elsewhere than the character that stands for it in UTF-8
    const number = this.numberOf(toUSVString(key));
    if (this.lastPositions[number] === position) return;
    this.lastPositions[number] = position;
    this.pairKeys.push(number);
    this.pairPositions.push(position);
  }

  /** The keys in the order of their numbers, which is that of their first coming. */
  get keys(): string[] {
    return [...this.numbers.keys()];
  }

  /** Names all pairs by the number of the key, in the order of positions. */
  forEach(emit: Emit): void {
    for (let pair = 0; pair < this.pairKeys.length; pair++) {
      emit(this.pairKeys[pair]!, this.pairPositions[pair]!);
    }
  }

  /** @param count how many images there are */
  finish(count: number): PreparedKeys {
    const sorted = this.keys.sort();
    const ranks = new Uint32Array(sorted.length);
    for (const [rank, key] of sorted.entries()) ranks[this.numbers.get(key)!] = rank;
    const visit = (emit: Emit): void => this.forEach((number, position) => emit(ranks[number]!, position));
    return { keys: packTexts(sorted), postings: packPostings(count, sorted.length, visit) };
  }

  private numberOf(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(key, number);
    this.lastPositions.push(-1);
    return number;
  }
}
