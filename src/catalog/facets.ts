import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import { CASELESS_FIELDS, type ImageFilters, type ValueField } from './image-query.js';
import { keyOf } from './index-key.js';
import type { KeyRun } from './lookup/key-lookup.js';
import type { Matches } from './match-sets.js';
import { matchesOf } from './matching.js';
import { compareCodeUnits } from './sort-fields.js';
import type { VisibleImages } from './visible-images.js';

/** What images can be counted by, in the order in which answers show it. */
export const FACETS = [
  'status',
  'visibility',
  'diskFormat',
  'containerFormat',
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'family',
  'tag',
  'protected',
  'source',
] as const satisfies readonly (ValueField | 'tag' | 'protected')[];

type Facet = (typeof FACETS)[number];

/** What is to be counted. */
export interface FacetQuery {
  readonly filters: ImageFilters;
  readonly facets: readonly Facet[];
  /** How many values of a facet are told; at least 1. */
  readonly limit: number;
}

/** A value, and how many images have it. */
interface FacetBucket {
  readonly value: string;
  readonly count: number;
}

/** The values of a facet: most images first, then by value. */
interface FacetCounts {
  readonly buckets: readonly FacetBucket[];
  /** Images that have no value. */
  readonly missing: number;
  /** Counts of the values that are not among the buckets, together. */
  readonly other: number;
}

/** What matches, counted. */
export interface Facets {
  /** How many images match all filters. */
  readonly total: number;
  /** For each facet the images that match all filters but its own. */
  readonly counts: ReadonlyMap<Facet, FacetCounts>;
}

interface CountedKey {
  readonly index: number;
  readonly count: number;
}

/**
 * Counts images by value. Each value costs at most a step for each 32 images; no image is looked at by itself.
 *
 * @param visible what may be counted; `undefined` for all
 */
export function facetsOf(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  { filters, facets, limit }: FacetQuery,
): Facets {
  const foundBy = (asked: ImageFilters): Matches | undefined => matchesOf(indexes, visible, asked);
  const found = foundBy(filters);
  const counts = facets.map((facet): [Facet, FacetCounts] => {
    const others = withoutOwn(filters, facet);
    return [facet, countsOf(indexes, facet, others === filters ? found : foundBy(others), limit)];
  });
  return { total: found?.total ?? indexes.count, counts: new Map(counts) };
}

/** All filters but that of the facet itself; the same ones where it has none. */
function withoutOwn(filters: ImageFilters, facet: Facet): ImageFilters {
  if (facet === 'tag') return filters.tags.length === 0 ? filters : { ...filters, tags: [] };
  if (facet === 'protected') {
    const { protected: own, ...others } = filters;
    return own === undefined ? filters : others;
  }
  if (!filters.anyOf.has(facet)) return filters;
  return { ...filters, anyOf: new Map([...filters.anyOf].filter(([field]) => field !== facet)) };
}

function countsOf(
  indexes: CatalogIndexes,
  facet: Facet,
  matches: Matches | undefined,
  limit: number,
): FacetCounts {
  const { keys, count } = indexes;
  const found = matches?.found;
  const run = keys.startingWith(keyOf.beginning(facet));
  const counted: CountedKey[] = [];
  let inAll = 0;
  for (let index = run.from; index < run.to; index++) {
    const images = keys.countAt(index, found);
    inAll += images;
    if (images > 0) counted.push({ index, count: images });
  }
  const buckets = first(counted, limit, (index) => textOf(indexes, facet, index, found));
  const told = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const having = facet === 'tag' ? countUnited(indexes, run, found) : inAll;
  return { buckets, missing: (matches?.total ?? count) - having, other: inAll - told };
}

/** Values are read for those that may be told only. */
function first(
  counted: readonly CountedKey[],
  limit: number,
  valueAt: (index: number) => string,
): FacetBucket[] {
  const sorted = counted.toSorted((a, b) => b.count - a.count);
  const least = sorted[limit - 1]?.count ?? 1;
  return sorted
    .filter(({ count }) => count >= least)
    .map(({ index, count }) => ({ value: valueAt(index), count }))
    .sort((a, b) => b.count - a.count || compareCodeUnits(a.value, b.value))
    .slice(0, limit);
}

/** A value as its first image spells it: keys of values in which case makes no difference have none. */
function textOf(
  { keys, rows }: CatalogIndexes,
  facet: Facet,
  index: number,
  found: Bitset | undefined,
): string {
  const caseless = CASELESS_FIELDS.find((field) => field === facet);
  const image = caseless && keys.firstAt(index, found);
  if (caseless === undefined || image === undefined) {
    return keys.keyAt(index).slice(keyOf.beginning(facet).length);
  }
  return rows.textOf(image, caseless) ?? '';
}

/** How many images have at least one of several values. */
function countUnited({ keys }: CatalogIndexes, run: KeyRun, found: Bitset | undefined): number {
  const united = keys.withAnyOf(run);
  if (found) united.intersect(found);
  return united.count();
}
