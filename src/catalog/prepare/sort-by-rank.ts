import type { Positions } from './prepared-catalog.js';

/** The rank of an unknown value. */
export const UNKNOWN = -1;

/** Ranks by position, from 0 to `known` - 1, or `UNKNOWN`. */
export interface Ranks {
  readonly ranks: Int32Array;
  readonly known: number;
}

/**
 * All positions by rank in a direction, unknown ones last in both; equal ones keep their order.
 *
 * A counting sort: two steps for each position and one for each rank. It runs within requests, so that it does
 * without calls inside its loops.
 */
export function sortByRank(positions: Positions, { ranks, known }: Ranks, descending: boolean): Positions {
  const next = startsOfRanks(ranks, known, descending);
  const sorted = new Int32Array(positions.length);
  for (let index = 0; index < positions.length; index++) {
    const position = positions[index]!;
    // the unknown have the place behind all ranks
    const rank = ranks[position]! === UNKNOWN ? known : ranks[position]!;
    sorted[next[rank]!++] = position;
  }
  return sorted;
}

/** For each rank, and then for the unknown, how many positions come before them. */
function startsOfRanks(ranks: Int32Array, known: number, descending: boolean): Uint32Array {
  const sizes = new Uint32Array(known + 1);
  for (let position = 0; position < ranks.length; position++) {
    const rank = ranks[position]!;
    sizes[rank === UNKNOWN ? known : rank]!++;
  }
  let before = 0;
  for (let step = 0; step <= known; step++) {
    const rank = descending && step < known ? known - 1 - step : step;
    const size = sizes[rank]!;
    sizes[rank] = before;
    before += size;
  }
  return sizes;
}
