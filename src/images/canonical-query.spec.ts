import fc from 'fast-check';

import { KnownSecrets } from '../config/known-secrets.js';
import { Secret } from '../config/secret.js';
import { parseQueryString } from '../parameters/query-string.js';
import {
  canonicalFilters,
  listingText,
  maskedFilters,
  queryText,
  type CanonicalFilters,
} from './canonical-query.js';

const FILTERS: CanonicalFilters = new Map([
  ['name', ['web, api', 'a&b']],
  ['tag', ['x:y']],
]);

describe('the text of a listing', () => {
  it('holds every value of the filters, and a sort that is not the default', () => {
    const text = 'name=web,%20api&name=a%26b&tag=x:y';
    expect(listingText(FILTERS, 'name,-status')).toBe(`${text}&sort=name,-status`);
    expect(listingText(FILTERS, undefined)).toBe(text);
    expect(listingText(FILTERS, '-createdAt')).toBe(text);
    expect(listingText(new Map(), 'name')).toBe('sort=name');
    expect(listingText(new Map(), undefined)).toBe('');
  });

  it('is read back as what was written, whatever the values', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 });
    const check = (name: string[], tag: string[]): void => {
      const written = { name, tag };
      const { values, faults } = parseQueryString(queryText(Object.entries(written)));
      expect([Object.fromEntries(values), faults]).toEqual([written, []]);
    };
    fc.assert(fc.property(texts, texts, check));
  });
});

describe('filters without secrets', () => {
  const known = new KnownSecrets();
  known.add(new Secret('a-secret'));
  const mask = (text: string): string => known.mask(text);

  it('are the same ones where there are none in them', () => {
    expect(maskedFilters(FILTERS, mask)).toBe(FILTERS);
  });

  it('are masked in every value', () => {
    const filters: CanonicalFilters = new Map([
      ['name', ['A-Secret', 'other']],
      ['tag', ['an a-secret here']],
    ]);
    expect([...maskedFilters(filters, mask)]).toEqual([
      ['name', ['***', 'other']],
      ['tag', ['an *** here']],
    ]);
  });

  it('are the same as if each value had been masked alone', () => {
    const value = fc
      .array(fc.constantFrom('a-', 'secret', 'A-SECRET', '\n', 'x', 'a-secre', 't'))
      .map((parts) => parts.join(''));
    const check = (names: string[], tags: string[]): void => {
      const masked = maskedFilters(new Map([['name', names] as const, ['tag', tags] as const]), mask);
      expect([...masked.values()]).toEqual([names.map(mask), tags.map(mask)]);
    };
    fc.assert(fc.property(fc.array(value), fc.array(value), check));
  });
});

describe('the canonical form of filters', () => {
  it.each([
    { q: ['J\u030c J\u030c H\u0331'] },
    { q: [`${'İ'.repeat(60)} ${'İ'.repeat(60)}`] },
    { q: [`${'İ'.repeat(30)} b A a`] },
    { nameContains: ['W\u030a'] },
    { nameContains: ['İ'.repeat(100)] },
    { osDistro: ['İ'.repeat(40), 'Ubuntu', 'UBUNTU'] },
    { osVersion: ['T\u0308', 'ẗ'] },
  ])('is its own: %j', (query) => {
    const once = canonicalFilters(query);
    const dto = Object.fromEntries(once) as Parameters<typeof canonicalFilters>[0];
    expect(canonicalFilters(dto)).toEqual(once);
  });

  it.each([
    ['osDistro', 64],
    ['q', 128],
    ['nameContains', 128],
  ] as const)('of %s is never longer than may be asked for', (name, max) => {
    const [value = ''] = canonicalFilters({ [name]: ['İ'.repeat(max)] }).get(name) ?? [];
    expect([...value].length).toBe(max);
  });
});
