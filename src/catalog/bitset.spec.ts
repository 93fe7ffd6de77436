import fc from 'fast-check';

import { Bitset } from './bitset.js';

const SIZES = [0, 1, 31, 32, 33, 63, 64, 65, 1_000];

function membersOf(set: Bitset): number[] {
  return Array.from({ length: set.size }, (_, position) => position).filter((position) => set.has(position));
}

/** A size, and two lists of positions below it. */
const positions = fc.integer({ min: 1, max: 200 }).chain((size) => {
  const some = fc.array(fc.nat(size - 1));
  return fc.tuple(fc.constant(size), some, some);
});

describe('Bitset', () => {
  it.each(SIZES)('has none of %i positions when empty, and all of them when full', (size) => {
    const all = Array.from({ length: size }, (_, position) => position);
    expect(membersOf(Bitset.empty(size))).toEqual([]);
    expect(Bitset.empty(size).count()).toBe(0);
    expect(membersOf(Bitset.full(size))).toEqual(all);
    expect(Bitset.full(size).count()).toBe(size);
  });

  it('has what it was made of, once', () => {
    const check = ([size, some]: [number, number[], number[]]): void => {
      const set = Bitset.of(size, [...some, ...some]);
      const members = [...new Set(some)].sort((a, b) => a - b);
      expect(membersOf(set)).toEqual(members);
      expect(set.count()).toBe(members.length);
    };
    fc.assert(fc.property(positions, check));
  });

  it('adds a position to those it has', () => {
    const set = Bitset.of(70, [3]);
    set.add(31);
    set.add(69);
    set.add(3);
    expect(membersOf(set)).toEqual([3, 31, 69]);
  });

  it('intersects and unites as sets do, and leaves the other one as it is', () => {
    const check = ([size, some, others]: [number, number[], number[]]): void => {
      const [both, either, other] = [Bitset.of(size, some), Bitset.of(size, some), Bitset.of(size, others)];
      both.intersect(other);
      either.unite(other);
      const sorted = (members: Iterable<number>) => [...new Set(members)].sort((a, b) => a - b);
      expect(membersOf(both)).toEqual(sorted(some.filter((position) => others.includes(position))));
      expect(membersOf(either)).toEqual(sorted([...some, ...others]));
      expect(membersOf(other)).toEqual(sorted(others));
    };
    fc.assert(fc.property(positions, check));
  });

  it('keeps the members that pass, and looks at no others', () => {
    const check = ([size, some, others]: [number, number[], number[]]): void => {
      const set = Bitset.of(size, some);
      const asked: number[] = [];
      set.keepIf((position) => {
        asked.push(position);
        return others.includes(position);
      });
      const members = [...new Set(some)].sort((a, b) => a - b);
      expect(asked).toEqual(members);
      expect(membersOf(set)).toEqual(members.filter((position) => others.includes(position)));
    };
    fc.assert(fc.property(positions, check));
  });
});
