import { bitsOf, lowestBit, type Bitset } from '../bitset.js';
import { wordsFor } from '../prepare/pack-postings.js';
import type { PreparedPostings } from '../prepare/prepared-catalog.js';

/** Reads lists of positions. */
export class PostingLists {
  private readonly setWords: number;

  /** @param count how many images there are */
  constructor(
    private readonly prepared: PreparedPostings,
    count: number,
  ) {
    this.setWords = wordsFor(count);
  }

  /** Adds a list's members to a set: at most one step for each 32 images. */
  addTo(set: Bitset, list: number): void {
    const { starts, data } = this.prepared;
    const start = starts[list]!;
    const end = starts[list + 1]!;
    if (end - start === this.setWords) set.unite(data, start);
    else for (let at = start; at < end; at++) set.add(data[at]!);
  }

  /** Whether a set has a member of a list: as many steps at most as `addTo` has. */
  meets(set: Bitset, list: number): boolean {
    const { starts, data } = this.prepared;
    const start = starts[list]!;
    const end = starts[list + 1]!;
    if (end - start === this.setWords) return set.meets(data, start);
    for (let at = start; at < end; at++) if (set.has(data[at]!)) return true;
    return false;
  }

  /**
   * How many members of a list are in a set: as many steps at most as `addTo` has.
   *
   * @param set all positions, if there is none
   */
  count(list: number, set: Bitset | undefined): number {
    const { starts, data } = this.prepared;
    const start = starts[list]!;
    const end = starts[list + 1]!;
    let count = 0;
    if (end - start === this.setWords) {
      if (set) return set.countCommon(data, start);
      for (let at = start; at < end; at++) count += bitsOf(data[at]!);
      return count;
    }
    if (!set) return end - start;
    for (let at = start; at < end; at++) if (set.has(data[at]!)) count++;
    return count;
  }

  /** The first member of a list that is in a set, or of all. */
  first(list: number, set: Bitset | undefined): number | undefined {
    const { starts, data } = this.prepared;
    const start = starts[list]!;
    const end = starts[list + 1]!;
    if (end - start !== this.setWords) {
      return data.subarray(start, end).find((position) => !set || set.has(position));
    }
    for (let word = 0; word < this.setWords; word++) {
      const common = commonOf(data[start + word]!, set, word);
      if (common !== 0) return (word << 5) | lowestBit(common);
    }
    return undefined;
  }

  /** Names the members of a list that are in a set, or all of them; ascending. */
  forEach(list: number, set: Bitset | undefined, visit: (position: number) => void): void {
    const { starts, data } = this.prepared;
    const start = starts[list]!;
    const end = starts[list + 1]!;
    if (end - start !== this.setWords) {
      for (let at = start; at < end; at++) if (!set || set.has(data[at]!)) visit(data[at]!);
      return;
    }
    for (let word = 0; word < this.setWords; word++) {
      for (let rest = commonOf(data[start + word]!, set, word); rest !== 0; rest &= rest - 1) {
        visit((word << 5) | lowestBit(rest));
      }
    }
  }
}

/** The ones of a word that a set has as well at that place; all where there is no set. */
function commonOf(word: number, set: Bitset | undefined, at: number): number {
  return set ? word & set.words[at]! : word;
}
