import fc from 'fast-check';

import { catalogOf, snapshotOf } from '../support/a-snapshot.js';
import { queries } from '../support/query-arbitrary.js';
import { anImage } from '../support/query-image.js';
import { randomImages } from '../support/random-images.js';
import type { QueryParameters } from '../support/reference-filter.js';
import { restrictions, shownTo, type Restriction } from '../support/reference-view.js';
import type { CatalogView } from '../../src/catalog/catalog-view.js';
import type { ImageQuery, PageStart } from '../../src/catalog/image-query.js';
import { pageOf } from '../../src/catalog/page.js';
import { sortValue } from '../../src/catalog/sort-fields.js';
import { DOCUMENTED, type Image } from '../../src/domain/image.js';
import { View } from '../../src/domain/view.js';
import { canonicalFilters } from '../../src/images/canonical-query.js';
import { toImageFilters, toSortKeys } from '../../src/images/image-filters.mapper.js';
import { presentPage } from '../../src/images/image-page.presenter.js';

const IN_TIME = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true };
const LINKS = { nextCursor: null, prevCursor: null, self: '', first: '', prev: null, next: null };
// the keys of DOCUMENTED are the fields, by its type
const OPEN_ENUMS = Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[];

function viewOf({ sources, visibility }: Restriction): View {
  return View.of({ sources: sources ?? null, visibility: visibility ?? null });
}

function toImageQuery(parameters: QueryParameters): ImageQuery {
  const query: Record<string, string[]> = {};
  for (const [name, value] of parameters) (query[name] ??= []).push(value);
  return {
    filters: toImageFilters(canonicalFilters(query)),
    sort: toSortKeys(query['sort']?.[0]),
    start: { kind: 'offset', offset: Number(query['offset']?.[0] ?? 0) },
    limit: Number(query['limit']?.[0] ?? 7),
  };
}

/** All that a page says, but for the version. */
function told(catalog: CatalogView, query: ImageQuery): object {
  const { positions, ...page } = pageOf(catalog, query);
  const body = presentPage(catalog, { positions, ...page }, query.limit, LINKS, undefined).toString();
  return { body: body.replace(catalog.version, '…'), ...page };
}

/** A catalogue with queries about all of it, and what of it may be seen. */
function seen(size: { minLength?: number; maxLength: number }, count: number) {
  return randomImages(size).chain((images) => {
    const query = queries(images).map(toImageQuery);
    const some = fc.array(query, { minLength: count, maxLength: count });
    return fc.tuple(fc.constant(images), restrictions(), some);
  });
}

/** The pages behind and before each end of a page, found by their anchors. */
function neighbours(catalog: CatalogView, query: ImageQuery): object[] {
  const { positions } = pageOf(catalog, query);
  const ends = [positions[0], positions.at(-1)].filter((position) => position !== undefined);
  return ends.flatMap((position) => {
    const anchor = catalog.anchor(query.sort, position);
    const starts: PageStart[] = [{ kind: 'after', anchor }, { kind: 'before', anchor }, { kind: 'last' }];
    return starts.map((start) => told(catalog, { ...query, start }));
  });
}

function expectSame(images: readonly Image[], restriction: Restriction, some: readonly ImageQuery[]): void {
  const restricted = snapshotOf(images).for(viewOf(restriction));
  const alone = catalogOf(shownTo(images, restriction));
  expect(restricted.count).toBe(alone.count);
  for (const field of OPEN_ENUMS) expect(restricted.held(field)).toEqual(alone.held(field));
  for (const query of some) {
    expect(told(restricted, query)).toEqual(told(alone, query));
    expect(neighbours(restricted, query)).toEqual(neighbours(alone, query));
  }
  const sourcesOf = (catalog: CatalogView, id: string): string[] =>
    catalog.positionsOf(id).map((position) => catalog.sourceOf(position));
  for (const { id } of images) expect(sourcesOf(restricted, id)).toEqual(sourcesOf(alone, id));
}

describe('a restricted view answers as a catalogue does that holds nothing else', () => {
  it.each([
    ['small', { maxLength: 40 }, 150, 12],
    ['of several words of bits', { minLength: 100, maxLength: 400 }, 20, 20],
    ['too large to walk through', { minLength: 6_000, maxLength: 6_000 }, 1, 60],
  ])(
    'in a catalogue that is %s',
    (_what, size, runs, count) => {
      const check = fc.property(seen(size, count), ([images, restriction, some]) => {
        expectSame(images, restriction, some);
      });
      fc.assert(check, { ...IN_TIME, numRuns: runs, endOnFailure: size.maxLength > 1_000 });
    },
    120_000,
  );

  it('also where other views of the same catalogue were asked the same before', () => {
    const images = Array.from({ length: 5_000 }, (_, at) =>
      anImage(`i${at}`, { visibility: at % 3 ? 'private' : 'public', source: at % 5 ? 'one' : 'two' }),
    );
    const query = toImageQuery([['q', 'i1']]);
    const snapshot = snapshotOf(images);
    const all: Restriction[] = [{}, { visibility: ['public'] }, { sources: ['two'] }, { sources: ['none'] }];
    for (const restriction of [...all, ...all]) {
      const alone = catalogOf(shownTo(images, restriction));
      expect(told(snapshot.for(viewOf(restriction)), query)).toEqual(told(alone, query));
    }
  });
});

describe('a place in a restricted listing', () => {
  it('holds values of its own image, never the spelling of a hidden one that is equal in the order', () => {
    const images = [
      anImage('a', { name: 'SECRET plan', osDistro: 'Rocky' }),
      anImage('b', { name: 'secret PLAN', osDistro: 'rocky', visibility: 'public' }),
      anImage('c', { name: null, visibility: 'public' }),
    ];
    const restricted = snapshotOf(images).for(viewOf({ visibility: ['public'] }));
    const sort = toSortKeys('name,-osDistro,createdAt');
    const { positions } = pageOf(restricted, toImageQuery([['sort', 'name']]));
    const anchors = positions.map((position) => restricted.anchor(sort, position));
    const expected = [images[1]!, images[2]!].map((image) => ({
      values: sort.map(({ field }) => sortValue(image, field)),
      id: image.id,
      source: image.source,
    }));
    expect(anchors).toEqual(expected);
    expect(JSON.stringify(anchors)).not.toContain('SECRET');
  });
});

describe('a snapshot', () => {
  const images = [anImage('a'), anImage('b', { visibility: 'public' })];

  it('is seen through one object for each view, as long as few ask', () => {
    const snapshot = snapshotOf(images);
    const view = viewOf({ visibility: ['public'] });
    const first = snapshot.for(view);
    expect(snapshot.for(viewOf({ visibility: ['public', 'public'] }))).toBe(first);
    for (let at = 0; at < 1_000; at++) expect(snapshot.for(viewOf({ sources: [`s${at}`] })).count).toBe(0);
    expect(snapshot.for(view)).not.toBe(first);
    expect(snapshot.for(view).count).toBe(1);
  });

  it('stays whole for whoever stores it', () => {
    const snapshot = snapshotOf(images);
    snapshot.for(viewOf({ visibility: ['public'] }));
    expect(snapshot.count).toBe(2);
    expect(Buffer.from(snapshot.jsonBytes).toString()).toContain('"private"');
  });
});
