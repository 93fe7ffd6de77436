import fc from 'fast-check';

import { Bitset } from '../bitset.js';
import { Order } from './order.js';
import { Projection } from './projection.js';

/** Positions in some order, and which of them match. */
const cases = fc.integer({ min: 1, max: 1_500 }).chain((count) =>
  fc.record({
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    step: fc.integer({ min: 1, max: 40 }),
    index: fc.nat(count),
    from: fc.nat(count),
    length: fc.nat(60),
  }),
);

describe('matches as an order sees them', () => {
  it('are counted and found as in a plain list', () => {
    const check = fc.property(cases, ({ order, step, index, from, length }) => {
      const found = Bitset.empty(order.length);
      for (let position = 0; position < order.length; position += step) found.add(position);
      const projection = new Projection(found, new Order(Int32Array.from(order)));
      const plain = order.filter((position) => found.has(position));
      const before = order.slice(0, index).filter((position) => found.has(position));
      expect(projection.countBefore(index)).toBe(before.length);
      expect(projection.slice(from, from + length)).toEqual(plain.slice(from, from + length));
    });
    fc.assert(check, { numRuns: 500 });
  });
});
