import type { PreparedPostings, Words } from './prepared-catalog.js';

/** Told of each member of each list. */
export type Emit = (list: number, position: number) => void;

/**
 * Packs lists of positions; see `PreparedPostings`. One step for each member, twice.
 *
 * @param count how many images there are
 * @param visit names all members, in the same way both times that it is called: each once in its list, and the
 *   positions of a list ascending
 */
export function packPostings(count: number, lists: number, visit: (emit: Emit) => void): PreparedPostings {
  const setWords = wordsFor(count);
  const sizes = new Uint32Array(lists);
  visit((list) => sizes[list]!++);
  const starts = startsOf(sizes, setWords);
  const data = new Uint32Array(starts[lists]!);
  const next = starts.slice();
  visit((list, position) => {
    if (sizes[list]! < setWords) data[next[list]!++] = position;
    else data[starts[list]! + (position >>> 5)]! |= 1 << (position & 31);
  });
  return { starts, data };
}

/** How many words of 32 bits a set of that many positions takes. */
export function wordsFor(count: number): number {
  return (count + 31) >>> 5;
}

function startsOf(sizes: Uint32Array, setWords: number): Words {
  const starts = new Uint32Array(sizes.length + 1);
  for (const [list, size] of sizes.entries()) starts[list + 1] = starts[list]! + Math.min(size, setWords);
  return starts;
}
