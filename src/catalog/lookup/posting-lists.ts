import type { Bitset } from '../bitset.js';
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
}
