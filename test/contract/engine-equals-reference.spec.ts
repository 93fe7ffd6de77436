import { toUSVString } from 'node:util';

import fc from 'fast-check';

import { catalogOf, imagesOf, snapshotOf } from '../support/a-snapshot.js';
import { queries } from '../support/query-arbitrary.js';
import { randomImages } from '../support/random-images.js';
import { referencePage, type QueryParameters } from '../support/reference-filter.js';
import type { Image } from '../../src/domain/image.js';
import { canonicalFilters } from '../../src/images/canonical-query.js';
import { toImageFilters, toSortKeys } from '../../src/images/image-filters.mapper.js';
import type { CatalogView } from '../../src/catalog/catalog-view.js';
import type { ImageQuery, PageStart } from '../../src/catalog/image-query.js';
import { pageOf } from '../../src/catalog/page.js';

/** Queries for each catalogue. */
const QUERIES = 12;
/** Shrinking ends in time to be told. */
const IN_TIME = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true };

/** As it is in UTF-8, where a lone surrogate is U+FFFD. */
function inUtf8<T>(value: T): T {
  // the same but for its texts
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? toUSVString(part) : part,
  ) as T;
}

function toImageQuery(parameters: QueryParameters, start?: PageStart): ImageQuery {
  const query: Record<string, string[]> = {};
  for (const [name, value] of parameters) (query[name] ??= []).push(value);
  return {
    filters: toImageFilters(canonicalFilters(query)),
    sort: toSortKeys(query['sort']?.[0]),
    start: start ?? { kind: 'offset', offset: Number(query['offset']?.[0] ?? 0) },
    limit: Number(query['limit']?.[0] ?? 50),
  };
}

function idsOn(catalog: CatalogView, positions: readonly number[]): string[] {
  return positions.map((position) => catalog.rows.idOf(position));
}

function answersLikeReference(catalog: CatalogView, images: readonly Image[], query: QueryParameters): void {
  const { positions, ...page } = pageOf(catalog, toImageQuery(query));
  const { ids, total, offset } = referencePage(images, query);
  expect({ ids: idsOn(catalog, positions), ...page }).toEqual({
    ids,
    total,
    offset,
    hasPrevious: offset > 0 && total > 0,
    hasNext: offset + Math.max(ids.length, Number(toImageQuery(query).limit)) < total,
  });
}

/** A catalogue, and queries about what it holds. */
function asked(size: { minLength?: number; maxLength: number }, count: number) {
  return randomImages(size).chain((images) => {
    const served = images.map(inUtf8);
    const query = queries(served).map(inUtf8);
    return fc.tuple(fc.constant({ images, served }), fc.array(query, { minLength: count, maxLength: count }));
  });
}

/** The whole listing of a query, by the reference. */
function everythingOf(images: readonly Image[], query: QueryParameters): readonly string[] {
  const others = query.filter(([name]) => name !== 'limit' && name !== 'offset');
  return referencePage(images, [...others, ['limit', String(images.length)]]).ids;
}

/** Asks for the page after or before an image that is perhaps gone by now. */
function continuesLikeReference(
  { images, served }: { images: readonly Image[]; served: readonly Image[] },
  query: QueryParameters,
  { chosen, gone, kind }: { chosen: number; gone: readonly number[]; kind: 'after' | 'before' },
): void {
  const stays = (_image: Image, at: number): boolean => !gone.includes(at % 7);
  const [before, now] = [catalogOf(images), catalogOf(images.filter(stays))];
  const { sort, limit } = toImageQuery(query);
  const position = chosen % images.length;
  const anchor = before.anchor(sort, position);
  const page = pageOf(now, toImageQuery(query, { kind, anchor }));

  const order = everythingOf(
    served,
    query.filter(([name]) => name === 'sort'),
  );
  const place = order.indexOf(anchor.id);
  const matches = everythingOf(served.filter(stays), query);
  const earlier = matches.filter((id) => order.indexOf(id) < place);
  const later = matches.filter((id) => order.indexOf(id) > place);
  const offset = kind === 'after' ? matches.length - later.length : Math.max(0, earlier.length - limit);
  expect({ ids: idsOn(now, page.positions), offset: page.offset, total: page.total }).toEqual({
    ids: kind === 'after' ? later.slice(0, limit) : earlier.slice(-limit),
    offset,
    total: matches.length,
  });
}

describe('the engine answers as the plain reading of the documentation does', () => {
  it.each([
    ['in small catalogues', { maxLength: 40 }, 150, QUERIES],
    ['in catalogues of several words of bits', { minLength: 100, maxLength: 400 }, 25, 2 * QUERIES],
    ['in one that is too large to walk through', { minLength: 5_000, maxLength: 5_000 }, 1, 10 * QUERIES],
  ])(
    '%s',
    (_where, size, runs, count) => {
      const check = fc.property(asked(size, count), ([{ images, served }, some]) => {
        const catalog = catalogOf(images);
        for (const query of some) answersLikeReference(catalog, served, query);
      });
      fc.assert(check, { ...IN_TIME, numRuns: runs, endOnFailure: size.maxLength > 1_000 });
    },
    120_000,
  );

  it.each([
    ['small', { maxLength: 40 }, 300, 1],
    ['large', { minLength: 3_000, maxLength: 3_000 }, 1, 20],
  ])(
    'behind and before places of a %s catalogue that are perhaps gone',
    (_what, size, runs, count) => {
      const moves = fc.record({
        chosen: fc.nat(),
        gone: fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 6 }),
        kind: fc.constantFrom('after' as const, 'before' as const),
      });
      const steps = fc.array(moves, { minLength: count, maxLength: count });
      const check = fc.property(asked(size, count), steps, ([{ images }, some], ways) => {
        // of images of one id the reference tells no difference
        const unique = snapshotOf([...new Map(images.map((image) => [image.id, image])).values()]);
        const sorted = imagesOf(unique);
        const catalog = { images: sorted, served: sorted.map(inUtf8) };
        for (const [index, query] of some.entries()) continuesLikeReference(catalog, query, ways[index]!);
      });
      fc.assert(check, { ...IN_TIME, numRuns: runs, endOnFailure: size.maxLength > 1_000 });
    },
    120_000,
  );
});
