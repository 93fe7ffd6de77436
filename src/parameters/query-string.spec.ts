import fc from 'fast-check';

import { parseQueryString } from './query-string.js';

function valuesOf(query: string): Record<string, readonly string[]> {
  const { values, faults } = parseQueryString(query);
  expect(faults).toEqual([]);
  return Object.fromEntries(values);
}

describe('parseQueryString', () => {
  it.each([
    ['', {}],
    ['a=1', { a: ['1'] }],
    ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
    ['a', { a: [''] }],
    ['a=', { a: [''] }],
    ['=1', { '': ['1'] }],
    ['=', { '': [''] }],
    ['a=b=c', { a: ['b=c'] }],
    ['&&a=1&&&b=2&', { a: ['1'], b: ['2'] }],
    ['a=1;b=2', { a: ['1;b=2'] }],
    ['a[]=1&a[b]=2', { 'a[]': ['1'], 'a[b]': ['2'] }],
    ['a=1,2', { a: ['1,2'] }],
    ['a=x?y#z', { a: ['x?y#z'] }],
    ['toString=1&constructor=2', { toString: ['1'], constructor: ['2'] }],
  ])('splits %j', (query, values) => {
    expect(valuesOf(query)).toEqual(values);
  });

  it.each([
    ['a=x+y', 'x y'],
    ['a=x%20y', 'x y'],
    ['a=x%2By', 'x+y'],
    ['a=%26%3D%23', '&=#'],
    ['a=%E2%82%AC', '€'],
    ['a=%e2%82%ac', '€'],
    ['a=%2525', '%25'],
    ['a=%00', '\0'],
    ['a=%F0%9F%98%80', '😀'],
    ['a=\xe2\x82\xac', '€'],
  ])('decodes %j once', (query, value) => {
    expect(valuesOf(query)).toEqual({ a: [value] });
  });

  it('decodes names as well', () => {
    expect(valuesOf('na%6De=x&a+b=1')).toEqual({ name: ['x'], 'a b': ['1'] });
  });

  it('takes __proto__ for a name like any other', () => {
    const { values } = parseQueryString('__proto__=1&__proto__=2');
    expect(values.get('__proto__')).toEqual(['1', '2']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each([
    ['a=%', 'a'],
    ['a=100%', 'a'],
    ['a=%zz', 'a'],
    ['a=%2', 'a'],
    ['a=%ff', 'a'],
    ['a=%C3', 'a'],
    ['a=%ED%A0%80', 'a'],
    ['a=%C0%AF', 'a'],
    ['a=\xff', 'a'],
    ['%zz=1', '%zz'],
    ['%zz', '%zz'],
  ])('finds a fault in %j, told of %j', (query, parameter) => {
    const { values, faults } = parseQueryString(`${query}&b=2`);
    expect(Object.fromEntries(values)).toEqual({ b: ['2'] });
    expect(faults).toEqual([{ parameter, code: 'INVALID_FORMAT', detail: expect.any(String) as string }]);
  });

  it('tells each fault, and cuts the names of strangers to 64 characters', () => {
    const { faults } = parseQueryString(`${'n'.repeat(100)}=%&b=%&b=%`);
    expect(faults.map(({ parameter }) => parameter)).toEqual(['n'.repeat(64), 'b', 'b']);
  });

  it('gives back whatever URLSearchParams wrote', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(pairs, (written) => {
        const { values, faults } = parseQueryString(new URLSearchParams(written).toString());
        expect(faults).toEqual([]);
        const expected = new Map<string, string[]>();
        for (const [name, value] of written) expected.set(name, [...(expected.get(name) ?? []), value]);
        expect(values).toEqual(expected);
      }),
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(() => parseQueryString(query)).not.toThrow();
      }),
    );
  });
});
