import fc from 'fast-check';

import { Bitset } from './bitset.js';

const SIZES = [0, 1, 31, 32, 33, 63, 64, 65, 1_000];

function setOf(size: number, positions: Iterable<number>): Bitset {
  const set = Bitset.empty(size);
  for (const position of positions) set.add(position);
  return set;
}

function membersOf(set: Bitset): number[] {
  return Array.from({ length: set.size }, (_, position) => position).filter((position) => set.has(position));
}

function sorted(members: Iterable<number>): number[] {
  return [...new Set(members)].sort((a, b) => a - b);
}

/** A size, and two lists of positions below it. */
const positions = fc.integer({ min: 1, max: 200 }).chain((size) => {
  const some = fc.array(fc.nat(size - 1));
  return fc.tuple(fc.constant(size), some, some);
});

describe('Bitset', () => {
  it.each(SIZES)('has none of %i positions at first, and all of them when all were added', (size) => {
    const all = Array.from({ length: size }, (_, position) => position);
    expect(membersOf(Bitset.empty(size))).toEqual([]);
    expect(Bitset.empty(size).count()).toBe(0);
    expect(membersOf(setOf(size, all))).toEqual(all);
    expect(setOf(size, all).count()).toBe(size);
  });

  it('has what was added, once, until it is deleted', () => {
    const check = ([size, some, others]: [number, number[], number[]]): void => {
      const set = setOf(size, [...some, ...some]);
      expect(membersOf(set)).toEqual(sorted(some));
      expect(set.count()).toBe(sorted(some).length);
      for (const position of others) set.delete(position);
      expect(membersOf(set)).toEqual(sorted(some).filter((position) => !others.includes(position)));
    };
    fc.assert(fc.property(positions, check));
  });

  it('names its members in their order', () => {
    const check = ([size, some]: [number, number[], number[]]): void => {
      const named: number[] = [];
      setOf(size, some).forEach((position) => named.push(position));
      expect(named).toEqual(sorted(some));
    };
    fc.assert(fc.property(positions, check));
  });

  it('intersects, unites and subtracts as sets do, and leaves the other one as it is', () => {
    const check = ([size, some, others]: [number, number[], number[]]): void => {
      const [both, either, rest] = [setOf(size, some), setOf(size, some), setOf(size, some)];
      const other = setOf(size, others);
      // sets that are kept one behind the other
      const kept = Uint32Array.from([0xffffffff, ...other.words]);
      both.intersect(other);
      either.unite(kept, 1);
      rest.subtract(kept, 1);
      expect(membersOf(both)).toEqual(sorted(some.filter((position) => others.includes(position))));
      expect(membersOf(either)).toEqual(sorted([...some, ...others]));
      expect(membersOf(rest)).toEqual(sorted(some.filter((position) => !others.includes(position))));
      expect(membersOf(other)).toEqual(sorted(others));
    };
    fc.assert(fc.property(positions, check));
  });
});
