import { Bitset } from '../bitset.js';
import { KeyCollector } from '../prepare/key-collector.js';
import { KeyLookup } from './key-lookup.js';

describe('images by key', () => {
  it('are found whatever the script of the key, and none by a key that is not there', () => {
    const keys = ['', 'a', 'ab', 'b', 'é', '가', '\ue000', '\uffee', '\ufffd', '😀', '🚀', '\u{10ffff}'];
    const collector = new KeyCollector();
    for (const [position, key] of keys.entries()) collector.add(key, position);
    const lookup = new KeyLookup(collector.finish(keys.length), keys.length);
    for (const [position, key] of keys.entries()) {
      const found = lookup.withAny([key]);
      expect([found.count(), found.has(position)]).toEqual([1, true]);
    }
    for (const key of ['aa', 'c', '\uefff', '\uffff', '🚁']) expect(lookup.withAny([key]).count()).toBe(0);
  });

  it('are found by any of several keys, however many hold one', () => {
    const collector = new KeyCollector();
    for (let position = 0; position < 1_000; position++) {
      collector.add('all', position);
      if (position % 100 === 7) collector.add('few', position);
    }
    const lookup = new KeyLookup(collector.finish(1_000), 1_000);
    expect(lookup.withAny(['all']).count()).toBe(1_000);
    expect(lookup.withAny(['few']).count()).toBe(10);
    expect(lookup.withAny(['none', 'few', 'few']).has(107)).toBe(true);
  });

  it('are known to be among others, or not, however many hold a key', () => {
    const collector = new KeyCollector();
    for (let position = 0; position < 1_000; position++) {
      collector.add(position < 500 ? 'first half' : 'second half', position);
      if (position % 100 === 7) collector.add('few', position);
    }
    const lookup = new KeyLookup(collector.finish(1_000), 1_000);
    const meets = (key: string, ...positions: number[]): boolean => {
      const images = Bitset.empty(1_000);
      for (const position of positions) images.add(position);
      return lookup.meets(key, images);
    };
    expect([meets('first half', 499), meets('second half', 500), meets('few', 3, 907)]).toEqual(
      Array(3).fill(true),
    );
    expect([
      meets('first half', 500, 999),
      meets('second half', 0, 499),
      meets('few', 6, 8, 106),
      meets('few'),
      meets('none', 7),
    ]).toEqual(Array(5).fill(false));
  });

  it('are found by the beginning of the key, one key after the other', () => {
    const keys = ['a', 'a=', 'a=1', 'a=é', 'a=😀', 'a=\uffee', 'a>', 'aa=1', 'b=1'];
    const collector = new KeyCollector();
    for (const [position, key] of keys.entries()) collector.add(key, position);
    const lookup = new KeyLookup(collector.finish(keys.length), keys.length);
    const beginning = (text: string): string[] => {
      const { from, to } = lookup.startingWith(text);
      return Array.from({ length: to - from }, (_, at) => lookup.keyAt(from + at));
    };
    expect(beginning('a=')).toEqual(['a=', 'a=1', 'a=é', 'a=😀', 'a=\uffee']);
    expect(beginning('b=')).toEqual(['b=1']);
    expect([beginning('c='), beginning('0=')]).toEqual([[], []]);
    expect(lookup.withAnyOf(lookup.startingWith('a=')).members()).toEqual([1, 2, 3, 4, 5]);
    const { from, to } = lookup.just('aa=1');
    expect([lookup.keyAt(from), to - from]).toEqual(['aa=1', 1]);
    expect(lookup.just('aa=')).toEqual({ from: 0, to: 0 });
  });
});
