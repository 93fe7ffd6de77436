import fc from 'fast-check';

import { catalogOf, indexesOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import type { Image } from '../domain/image.js';
import { EVERYTHING } from '../domain/view.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import { CatalogView } from './catalog-view.js';
import type { ImageFilters, ImageQuery, PageStart, SortKey } from './image-query.js';
import { pageOf, type ImagePage } from './page.js';

const NO_FILTERS: ImageFilters = { words: [], anyOf: new Map(), tags: [], properties: [], ranges: [] };
const BY_NAME: readonly SortKey[] = [{ field: 'name', descending: false }];
const START: PageStart = { kind: 'offset', offset: 0 };

const TEN = catalogOf(
  [...'jihgfedcba'].map((id, at) =>
    anImage(id, {
      tags: [...(at % 2 ? ['odd'] : []), ...(at < 6 ? ['newer'] : [])],
      sizeBytes: at === 0 ? null : at,
    }),
  ),
);

function ask(catalog: CatalogView, query: Partial<ImageQuery>): ImagePage {
  return pageOf(catalog, { filters: NO_FILTERS, sort: BY_NAME, start: START, limit: 4, ...query });
}

function idsOf(catalog: CatalogView, { positions }: ImagePage): string {
  return positions.map((position) => catalog.rows.idOf(position)).join('');
}

/** The place of an image in the order by name. */
function placeOf(id: string): { values: [string]; id: string; source: string } {
  return { values: [id], id, source: 'default' };
}

describe('a page', () => {
  it.each<[string, PageStart, string, Omit<ImagePage, 'positions' | 'total'>]>([
    ['the start', START, 'abcd', { offset: 0, hasPrevious: false, hasNext: true }],
    ['an offset', { kind: 'offset', offset: 7 }, 'hij', { offset: 7, hasPrevious: true, hasNext: false }],
    ['the end', { kind: 'offset', offset: 10 }, '', { offset: 10, hasPrevious: true, hasNext: false }],
    ['behind the end', { kind: 'offset', offset: 99 }, '', { offset: 99, hasPrevious: true, hasNext: false }],
    [
      'an image',
      { kind: 'after', anchor: placeOf('b') },
      'cdef',
      { offset: 2, hasPrevious: true, hasNext: true },
    ],
    [
      'a gone image',
      { kind: 'after', anchor: placeOf('bb') },
      'cdef',
      { offset: 2, hasPrevious: true, hasNext: true },
    ],
    [
      'the last image',
      { kind: 'after', anchor: placeOf('j') },
      '',
      { offset: 10, hasPrevious: true, hasNext: false },
    ],
    [
      'before an image',
      { kind: 'before', anchor: placeOf('f') },
      'bcde',
      { offset: 1, hasPrevious: true, hasNext: true },
    ],
    [
      'before a gone one',
      { kind: 'before', anchor: placeOf('bb') },
      'ab',
      { offset: 0, hasPrevious: false, hasNext: true },
    ],
    [
      'before the first',
      { kind: 'before', anchor: placeOf('a') },
      '',
      { offset: 0, hasPrevious: false, hasNext: true },
    ],
    ['the last page', { kind: 'last' }, 'ghij', { offset: 6, hasPrevious: true, hasNext: false }],
  ])('begins at %s', (_where, start, ids, rest) => {
    const page = ask(TEN, { start });
    expect(idsOf(TEN, page)).toBe(ids);
    expect(page).toMatchObject({ ...rest, total: 10 });
  });

  it('has neither neighbours nor images where nothing matches', () => {
    const filters = { ...NO_FILTERS, tags: ['none'] };
    for (const start of [START, { kind: 'offset', offset: 5 }, { kind: 'last' }] as const) {
      expect(ask(TEN, { start, filters })).toMatchObject({
        positions: [],
        total: 0,
        hasPrevious: false,
        hasNext: false,
      });
    }
  });

  it.each<[string, Partial<ImageFilters>, string]>([
    ['all of several tags', { tags: ['odd', 'newer'] }, 'egi'],
    ['a range, both bounds included', { ranges: [{ field: 'sizeBytes', min: 2, max: 4 }] }, 'fgh'],
    [
      'a range without bounds, but no unknown value',
      { ranges: [{ field: 'sizeBytes', min: 0, max: Infinity }] },
      'abcdefghi',
    ],
    ['ids and tags together', { ids: ['a', 'b', 'c', 'x'], tags: ['odd'] }, 'ac'],
  ])('holds what has %s', (_what, filters, ids) => {
    const page = ask(TEN, { filters: { ...NO_FILTERS, ...filters }, limit: 10 });
    expect(idsOf(TEN, page)).toBe(ids);
    expect(page.total).toBe(ids.length);
  });

  it('counts its offset among the matches, not among all images', () => {
    const filters = { ...NO_FILTERS, tags: ['odd'] };
    const page = ask(TEN, { filters, start: { kind: 'after', anchor: placeOf('d') }, limit: 2 });
    expect(idsOf(TEN, page)).toBe('eg');
    expect(page).toMatchObject({ offset: 2, total: 5, hasPrevious: true, hasNext: true });
  });
});

describe('a walk from page to page while images come and go', () => {
  const ids = [...'abcdefghijklmnopqrstuvwxyz'];
  const name = fc.constantFrom(null, 'x', 'X', 'x1', 'x10', ' x2', '가');
  const someIds = fc.subarray(ids);
  /** Names, which belong to their images for good; who stays; who else is there at each step. */
  const lives = fc.tuple(
    fc.array(name, { minLength: ids.length, maxLength: ids.length }),
    someIds,
    fc.array(someIds, { minLength: 2, maxLength: 12 }),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    fc.constantFrom('after' as const, 'before' as const),
  );

  it('gives nothing twice, and all that stayed', () => {
    const walk = fc.property(lives, ([names, stayed, steps, limit, descending, way]) => {
      const sort: SortKey[] = [{ field: 'name', descending }];
      const images = ids.map((id, at): Image => anImage(id, { name: names[at] ?? null }));
      const catalogs = steps.map((others) => {
        const held = images.filter(({ id }) => stayed.includes(id) || others.includes(id));
        return catalogOf(held);
      });
      const last = catalogs.at(-1)!;
      const seen: string[] = [];
      let start: PageStart = way === 'after' ? START : { kind: 'last' };
      for (let step = 0; step < 100; step++) {
        const catalog = catalogs[step] ?? last;
        const page = ask(catalog, { sort, start, limit });
        seen.push(...idsOf(catalog, page));
        const edge = way === 'after' ? page.positions.at(-1) : page.positions[0];
        if (edge === undefined || !(way === 'after' ? page.hasNext : page.hasPrevious)) break;
        start = { kind: way, anchor: catalog.anchor(sort, edge) };
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(stayed.filter((id) => !seen.includes(id))).toEqual([]);
    });
    fc.assert(walk, { numRuns: 500 });
  });
});

describe('a page of few matches in an order of several keys', () => {
  const images = Array.from({ length: 2_000 }, (_, at) =>
    anImage(`i${String((at * 7_919) % 2_000).padStart(4, '0')}`, {
      name: at % 3 === 0 ? null : `name ${at % 4}`,
      sizeBytes: at % 5 === 0 ? null : at % 7,
      tags: at % 100 === 0 ? ['rare'] : ['common'],
    }),
  );
  const sort: readonly SortKey[] = [
    { field: 'sizeBytes', descending: true },
    { field: 'name', descending: false },
  ];
  const rare: Partial<ImageQuery> = { sort, limit: 3, filters: { ...NO_FILTERS, tags: ['rare'] } };
  const anchors = [{ values: [3, 'name 1'] }, { values: [null, null] }, { values: [6, 'zzz'] }].flatMap(
    (place) => ['i0000', 'i1000', 'i1300', 'zzz'].map((id) => ({ ...place, id, source: 'default' })),
  );
  const starts: readonly PageStart[] = [
    ...[0, 1, 7, 17, 19, 20, 21].map((offset): PageStart => ({ kind: 'offset', offset })),
    { kind: 'last' },
    ...anchors.flatMap((anchor): PageStart[] => [
      { kind: 'after', anchor },
      { kind: 'before', anchor },
    ]),
  ];

  it('is the same whether that order was made before or not', () => {
    const catalogFrom = (indexes: CatalogIndexes): CatalogView =>
      new CatalogView({ identity: {}, version: '', changedAt: 0 }, indexes, EVERYTHING);
    const made = indexesOf(images);
    expect(made.orders.order(sort).positions).toHaveLength(2_000);
    for (const start of starts) {
      const unmade = indexesOf(images);
      const page = ask(catalogFrom(unmade), { ...rare, start });
      expect(unmade.orders.isMade(sort)).toBe(false);
      expect(page).toEqual(ask(catalogFrom(made), { ...rare, start }));
      expect(page.total).toBe(20);
    }
  });
});
