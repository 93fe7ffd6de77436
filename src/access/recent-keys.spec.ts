import fc from 'fast-check';

import { RecentKeys } from './recent-keys.js';

const ALICE = { name: 'alice' };
const BOB = { name: 'bob' };

describe('a key', () => {
  it('is known again on the connection that it came through, and on no other', () => {
    const recent = new RecentKeys();
    const [connection, other] = [{}, {}];
    recent.remember(connection, 'key', ALICE);
    expect(recent.recall(connection, 'key')).toBe(ALICE);
    expect(recent.recall(other, 'key')).toBeUndefined();
  });

  it.each(['', 'ke', 'key ', 'kez', 'Key', 'kéy', 'key\0'])('is not taken for %j', (presented) => {
    const recent = new RecentKeys();
    const connection = {};
    recent.remember(connection, 'key', ALICE);
    expect(recent.recall(connection, presented)).toBeUndefined();
  });

  it('gives way to the one that came after it', () => {
    const recent = new RecentKeys();
    const connection = {};
    recent.remember(connection, 'one', ALICE);
    recent.remember(connection, 'two', BOB);
    expect([recent.recall(connection, 'one'), recent.recall(connection, 'two')]).toEqual([undefined, BOB]);
  });

  it('is known again exactly if it is the last one, whatever the keys are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { minLength: 1 }),
        fc.string({ unit: 'binary', maxLength: 3 }),
        (keys, asked) => {
          const recent = new RecentKeys();
          const connection = {};
          for (const key of keys) recent.remember(connection, key, { key });
          const expected = keys.at(-1) === asked ? { key: asked } : undefined;
          expect(recent.recall(connection, asked)).toEqual(expected);
          expect(recent.recall(connection, keys.at(-1)!)).toEqual({ key: keys.at(-1) });
        },
      ),
    );
  });
});
