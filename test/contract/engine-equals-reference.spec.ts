import { toUSVString } from 'node:util';

import fc from 'fast-check';

import { snapshotOf } from '../support/a-snapshot.js';
import { queries } from '../support/query-arbitrary.js';
import { randomImages } from '../support/random-images.js';
import { referencePage, type QueryParameters } from '../support/reference-filter.js';
import type { Image } from '../../src/domain/image.js';
import { canonicalFilters } from '../../src/images/canonical-query.js';
import { toImageFilters, toSortKeys } from '../../src/images/image-filters.mapper.js';
import type { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
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

function idsOn(snapshot: CatalogSnapshot, positions: readonly number[]): string[] {
  return positions.map((position) => snapshot.rows.idOf(position));
}

function answersLikeReference(
  snapshot: CatalogSnapshot,
  images: readonly Image[],
  query: QueryParameters,
): void {
  const { positions, ...page } = pageOf(snapshot, toImageQuery(query));
  const { ids, total, offset } = referencePage(images, query);
  expect({ ids: idsOn(snapshot, positions), ...page }).toEqual({
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

describe('the engine answers as the plain reading of the documentation does', () => {
  it.each([
    ['in small catalogues', { maxLength: 40 }, 150, QUERIES],
    ['in catalogues of several words of bits', { minLength: 100, maxLength: 400 }, 25, 2 * QUERIES],
  ])(
    '%s',
    (_where, size, runs, count) => {
      const check = fc.property(asked(size, count), ([{ images, served }, some]) => {
        const snapshot = snapshotOf(images);
        for (const query of some) answersLikeReference(snapshot, served, query);
      });
      fc.assert(check, { ...IN_TIME, numRuns: runs });
    },
    120_000,
  );
});
