import fc from 'fast-check';

import { indexesOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import type { Image } from '../domain/image.js';
import type { SortKey } from './image-query.js';
import { compareCodeUnits, SORT_FIELDS, type SortField } from './sort-fields.js';

/** `-name` is by name, descending. */
function keysOf(sort: string): SortKey[] {
  return sort.split(',').map((key) => {
    const field = SORT_FIELDS.find((known) => known === key.replace('-', ''));
    if (!field) throw new Error(`no such field: ${key}`);
    return { field, descending: key.startsWith('-') };
  });
}

function byPosition(images: readonly Image[]): Image[] {
  return images.toSorted((a, b) => compareCodeUnits(a.id, b.id) || compareCodeUnits(a.source, b.source));
}

function idsInOrder(images: readonly Image[], sort: string): string[] {
  const sorted = byPosition(images);
  return [...indexesOf(sorted).orders.order(keysOf(sort)).positions].map(
    (position) => sorted[position]?.id ?? '',
  );
}

/** Images with one field of these values, their ids in the order of the list. */
function having(field: SortField, values: readonly (string | number | null)[]): Image[] {
  return values.map((value, at) => anImage(`i${at}`, { [field]: value }));
}

const fewNames = fc.constantFrom(null, 'a', 'A', 'a1', 'a10', ' a2 ', 'é', '가', 'a'.repeat(300));
const fewImages = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom(...'abcdefghijkl'),
      source: fc.constantFrom('one', 'two'),
      name: fewNames,
      osDistro: fewNames,
      sizeBytes: fc.constantFrom(null, 0, 1, 2 ** 53 - 1),
      createdAt: fc.constantFrom(null, '1969-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'),
    }),
    { selector: ({ id, source }) => `${id} ${source}`, maxLength: 20 },
  )
  .map((rows) => byPosition(rows.map(({ id, ...own }) => anImage(id, own))));
const fewSorts = fc
  .tuple(
    fc.shuffledSubarray(['name', 'osDistro', 'sizeBytes', 'createdAt'], { minLength: 1, maxLength: 3 }),
    fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  )
  .map(([fields, down]) => keysOf(fields.map((field, at) => (down[at] ? `-${field}` : field)).join()));

describe('Orders', () => {
  it.each<[string, SortField, (string | number | null)[], string]>([
    ['numbers', 'sizeBytes', [10, 9, 2 ** 53 - 1, 0], 'i3 i1 i0 i2'],
    ['numbers within texts', 'name', ['v9.10', 'v9.9', 'v10', 'v9.9.1'], 'i1 i3 i0 i2'],
    ['texts without case', 'name', ['b', 'A', 'C', 'a'], 'i1 i3 i0 i2'],
    ['texts without the blanks around them', 'osDistro', ['  b', 'c ', '\ta'], 'i2 i0 i1'],
    ['texts without control characters', 'osVersion', ['\u0000b', 'a\u0007c', 'ab'], 'i2 i1 i0'],
    ['moments', 'createdAt', ['2025-01-01T00:00:00.000Z', '0999-01-01T00:00:00.000Z'], 'i1 i0'],
  ])('sorts %s', (_what, field, values, expected) => {
    expect(idsInOrder(having(field, values), field).join(' ')).toBe(expected);
  });

  it.each(['name', '-name'])('puts unknown values last under %s', (sort) => {
    expect(idsInOrder(having('name', [null, 'a', null, 'a']), sort)).toEqual(['i1', 'i3', 'i0', 'i2']);
  });

  it('lets id, then source decide between equal images, in both directions', () => {
    const images = [
      anImage('b'),
      anImage('a', { source: 'two' }),
      anImage('a', { source: 'one' }),
      anImage('B'),
    ];
    const equal = images.map((image) => ({ ...image, name: 'same' }));
    const sorted = byPosition(equal);
    for (const sort of ['name', '-name']) {
      const order = [...indexesOf(sorted).orders.order(keysOf(sort)).positions].map((at) => sorted[at]);
      expect(order.map((image) => `${image?.id} ${image?.source}`)).toEqual([
        'B default',
        'a one',
        'a two',
        'b default',
      ]);
    }
  });

  it('asks a further key only where the ones before are equal', () => {
    const images = [
      anImage('a', { status: 'queued', sizeBytes: 1, name: 'x' }),
      anImage('b', { status: 'active', sizeBytes: 1, name: 'y' }),
      anImage('c', { status: 'active', sizeBytes: 2, name: 'z' }),
      anImage('d', { status: 'active', sizeBytes: 1, name: 'Z' }),
    ];
    expect(idsInOrder(images, 'status,-sizeBytes,-name')).toEqual(['c', 'd', 'b', 'a']);
  });

  it('orders texts that are equal in their first 256 characters by id', () => {
    const [long, longer] = ['x'.repeat(256), `${'x'.repeat(256)}a`];
    expect(idsInOrder(having('name', [longer, long]), 'name')).toEqual(['i0', 'i1']);
  });

  it('still knows its first orders after very many others', () => {
    const images = byPosition(having('name', ['b', 'a', null, 'c']));
    const orders = indexesOf(images).orders;
    const first = [...orders.order(keysOf('name')).positions];
    for (const a of SORT_FIELDS) for (const b of SORT_FIELDS) orders.order(keysOf(`-${a},${b}`));
    expect([...orders.order(keysOf('name')).positions]).toEqual(first);
  });

  it('finds every image again by its anchor', () => {
    const check = (images: readonly Image[], keys: readonly SortKey[]): void => {
      const orders = indexesOf(images).orders;
      const order = [...orders.order(keys).positions];
      const found = order.map((position) => orders.indexOf(keys, orders.anchor(keys, position), false));
      const after = order.map((position) => orders.indexOf(keys, orders.anchor(keys, position), true));
      expect(found).toEqual([...order.keys()]);
      expect(after).toEqual(found.map((index) => index + 1));
    };
    fc.assert(fc.property(fewImages, fewSorts, check));
  });

  it('finds the place of an image that is gone, where its neighbours meet', () => {
    const check = (images: readonly Image[], keys: readonly SortKey[]): void => {
      const before = indexesOf(images).orders;
      for (const [index, position] of before.order(keys).positions.entries()) {
        const anchor = before.anchor(keys, position);
        const after = indexesOf(images.filter((_, at) => at !== position)).orders;
        expect(after.indexOf(keys, anchor, false)).toBe(index);
        expect(after.indexOf(keys, anchor, true)).toBe(index);
      }
    };
    fc.assert(fc.property(fewImages, fewSorts, check));
  });

  it('finds the place of an image whose value is spelt another way by now', () => {
    const { orders } = indexesOf(having('name', ['a', 'b', 'c']));
    const anchor = { values: ['B'], id: 'i1', source: 'default' };
    expect(orders.indexOf(keysOf('name'), anchor, false)).toBe(1);
    expect(orders.indexOf(keysOf('name'), anchor, true)).toBe(2);
  });

  it('finds the place of an image whose value is another by now', () => {
    const { orders } = indexesOf(having('name', ['a', 'z', 'c']));
    const anchor = { values: ['b'], id: 'i1', source: 'default' };
    for (const pastEqual of [false, true]) expect(orders.indexOf(keysOf('name'), anchor, pastEqual)).toBe(1);
  });
});
