import { countingSort } from './counting-sort.js';
import type { Positions } from './prepared-catalog.js';

/** The rank of an unknown value. */
export const UNKNOWN = -1;

/** Ranks by position, from 0 to `known` - 1, or `UNKNOWN`. */
export interface Ranks {
  readonly ranks: Int32Array;
  readonly known: number;
}

/** Positions by rank in a direction, unknown ones last in both; equal ones keep their order. Linear. */
export function sortByRank(positions: Positions, { ranks, known }: Ranks, descending: boolean): Positions {
  const bucketOf = (position: number): number => {
    const rank = ranks[position]!;
    if (rank === UNKNOWN) return known;
    return descending ? known - 1 - rank : rank;
  };
  return countingSort(positions, bucketOf, known + 1);
}
