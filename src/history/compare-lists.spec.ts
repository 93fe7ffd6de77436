import fc from 'fast-check';

import { randomImages } from '../../test/support/random-images.js';
import { imagesOf, snapshotOf } from '../../test/support/a-snapshot.js';
import type { Image } from '../domain/image.js';
import { imageKey, readLines } from './change-lines.js';
import { ChangeSum } from './change.js';
import { compareLists } from './compare-lists.js';

const MOST = 1_000_000;

function byKey(images: readonly Image[]): Map<string, string> {
  return new Map(images.map((image) => [imageKey(image.id, image.source), JSON.stringify(image)]));
}

async function changeOf(before: readonly Image[], after: readonly Image[]) {
  const lines = await compareLists(snapshotOf(before).json, snapshotOf(after).json, MOST);
  return readLines(lines?.toString() ?? '');
}

describe('compareLists', () => {
  it('finds what makes one list of another, whatever they hold', async () => {
    const lists = randomImages({ maxLength: 20 }).chain((images) =>
      fc.tuple(fc.subarray(images), fc.subarray(images), randomImages({ maxLength: 4 })),
    );
    const check = fc.asyncProperty(lists, async ([before, some, others]) => {
      const old = snapshotOf(before);
      const taken = byKey(some);
      const now = snapshotOf([
        ...some.map((image, at) => (at % 3 === 0 ? { ...image, name: `${image.name}\t\n\u2028` } : image)),
        ...others.filter(({ id, source }) => !taken.has(imageKey(id, source))),
      ]);
      const lines = await compareLists(old.json, now.json, MOST);
      const held = byKey(imagesOf(old));
      for (const [key, pair] of readLines(lines?.toString() ?? '')) {
        expect(held.get(key)).toBe(pair.before);
        if (pair.after === undefined) held.delete(key);
        else held.set(key, pair.after);
      }
      expect(new Map([...held].sort())).toEqual(new Map([...byKey(imagesOf(now))].sort()));
    });
    await fc.assert(check, { numRuns: 200 });
  });

  it('keeps nothing of a change that is too large', async () => {
    const [images] = fc.sample(randomImages({ minLength: 5, maxLength: 5 }), 1);
    const json = snapshotOf(images!).json;
    expect(await compareLists(snapshotOf([]).json, json, 100)).toBeUndefined();
    expect(await compareLists(json, json, 0)).toHaveLength(0);
  });
});

describe('ChangeSum', () => {
  it('of changes that follow one another is the change from the first to the last, and back', async () => {
    const lists = randomImages({ maxLength: 12 }).chain((images) =>
      fc.array(fc.subarray(images), { minLength: 2, maxLength: 6 }),
    );
    const check = fc.asyncProperty(lists, async (all) => {
      const [there, back] = [new ChangeSum(), new ChangeSum()];
      const steps = [];
      for (let at = 1; at < all.length; at++) steps.push(await changeOf(all[at - 1]!, all[at]!));
      for (const step of steps) there.add(step);
      for (const step of steps.toReversed()) back.add(step, true);
      expect(new Map([...there.sum].sort())).toEqual(
        new Map([...(await changeOf(all[0]!, all.at(-1)!))].sort()),
      );
      expect(new Map([...back.sum].sort())).toEqual(
        new Map([...(await changeOf(all.at(-1)!, all[0]!))].sort()),
      );
    });
    await fc.assert(check, { numRuns: 150 });
  });
});
