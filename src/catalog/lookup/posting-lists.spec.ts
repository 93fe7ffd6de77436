import fc from 'fast-check';

import { Bitset } from '../bitset.js';
import { packPostings } from '../prepare/pack-postings.js';
import { PostingLists } from './posting-lists.js';

const COUNT = 200;
const positions = (): fc.Arbitrary<number[]> =>
  fc
    .oneof(
      fc.uniqueArray(fc.nat(COUNT - 1), { maxLength: 12 }),
      fc.subarray(Array.from({ length: COUNT }, (_, at) => at)),
    )
    .map((some) => some.toSorted((a, b) => a - b));

function setOf(members: readonly number[]): Bitset {
  const set = Bitset.empty(COUNT);
  for (const member of members) set.add(member);
  return set;
}

describe('lists of positions', () => {
  it('tell how many, which is the first and which are in a set, long or short', () => {
    const lists = fc.array(positions(), { minLength: 1, maxLength: 4 });
    const property = fc.property(lists, fc.option(positions(), { nil: undefined }), (all, among) => {
      const prepared = packPostings(COUNT, all.length, (emit) =>
        all.forEach((list, at) => list.forEach((position) => emit(at, position))),
      );
      const postings = new PostingLists(prepared, COUNT);
      const set = among && setOf(among);
      for (const [at, list] of all.entries()) {
        const common = list.filter((position) => among?.includes(position) ?? true);
        const named: number[] = [];
        postings.forEach(at, set, (position) => named.push(position));
        expect([named, postings.count(at, set), postings.first(at, set)]).toEqual([
          common,
          common.length,
          common[0],
        ]);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('of no image are empty', () => {
    const postings = new PostingLists(
      packPostings(0, 1, () => {}),
      0,
    );
    expect([postings.count(0, undefined), postings.first(0, undefined)]).toEqual([0, undefined]);
  });
});
