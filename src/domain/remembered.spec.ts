import fc from 'fast-check';

import { remembered } from './remembered.js';

/** A function that tells what it was asked. */
function counted(): { compute: (text: string) => string; asked: string[] } {
  const asked: string[] = [];
  const compute = (text: string): string => {
    asked.push(text);
    return text.toUpperCase();
  };
  return { compute, asked };
}

describe('a remembered function', () => {
  it('computes what it is asked again only once', () => {
    const { compute, asked } = counted();
    const function_ = remembered(compute);
    expect(['a', 'b', 'a', '', '', 'b'].map(function_)).toEqual(['A', 'B', 'A', '', '', 'B']);
    expect(asked).toEqual(['a', 'b', '']);
  });

  it('keeps false, 0 and the empty text as well', () => {
    for (const result of [false, 0, '', null]) {
      let times = 0;
      const function_ = remembered(() => {
        times += 1;
        return result;
      });
      expect([function_('x'), function_('x'), times]).toEqual([result, result, 1]);
    }
  });

  it('keeps no failure', () => {
    let times = 0;
    const function_ = remembered(() => {
      times += 1;
      if (times === 1) throw new Error('once');
      return times;
    });
    expect(() => function_('x')).toThrow('once');
    expect([function_('x'), function_('x')]).toEqual([2, 2]);
  });

  it('keeps texts of up to 256 characters', () => {
    const { compute, asked } = counted();
    const function_ = remembered(compute);
    for (const length of [256, 256, 257, 257]) expect(function_('a'.repeat(length))).toHaveLength(length);
    expect(asked.map(({ length }) => length)).toEqual([256, 257, 257]);
  });

  it('keeps 256 results, and begins anew then', () => {
    const { compute, asked } = counted();
    const function_ = remembered(compute);
    const texts = Array.from({ length: 256 }, (_, at) => `text ${at}`);
    texts.forEach(function_);
    texts.forEach(function_);
    expect(asked).toHaveLength(256);
    function_('one more');
    expect(asked).toHaveLength(257);
    texts.forEach(function_);
    expect(asked.length).toBeGreaterThan(257);
  });

  it('gives what the function gives, in whatever order it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 600 }), { maxLength: 2_000 }), (numbers) => {
        const { compute } = counted();
        const function_ = remembered(compute);
        for (const number of numbers) expect(function_(`text ${number}`)).toBe(`TEXT ${number}`);
      }),
      { numRuns: 20 },
    );
  });
});
