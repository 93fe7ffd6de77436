import { fold, referenceMatches, referenceOrder, type QueryParameters } from './reference-filter.js';
import type { Image } from '../../src/domain/image.js';

const FACETS = [
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
] as const;
type Facet = (typeof FACETS)[number];

/** Of these, values that differ in case only are one value, as they are to a filter. */
const CASELESS: readonly Facet[] = ['osType', 'osDistro', 'osVersion', 'architecture', 'family'];
const DAY_MS = 86_400_000;
const ORDERS = {
  created: ['-createdAt'],
  version: ['-osVersion', '-releaseDate', '-createdAt'],
} as const;

interface ReferenceFacet {
  readonly buckets: readonly { readonly value: string; readonly count: number }[];
  readonly missing: number;
  readonly other: number;
}

/** What `GET /v1/images/facets` must answer to valid parameters: each facet counted by a walk over all images. */
export function referenceFacets(
  images: readonly Image[],
  query: QueryParameters,
): { total: number; facets: Record<string, ReferenceFacet> } {
  const asked = query.filter(([name]) => name === 'facet').map(([, value]) => value);
  const limit = Number(query.find(([name]) => name === 'facetLimit')?.[1] ?? 20);
  const wanted = FACETS.filter((facet) => asked.length === 0 || asked.includes(facet));
  return {
    total: referenceMatches(images, query).length,
    facets: Object.fromEntries(wanted.map((facet) => [facet, referenceFacet(images, query, facet, limit)])),
  };
}

function referenceFacet(
  images: readonly Image[],
  query: QueryParameters,
  facet: Facet,
  limit: number,
): ReferenceFacet {
  const others = query.filter(([name]) => name !== facet);
  const inOrder = referenceOrder(referenceMatches(images, others), []);
  const counts = new Map<string, { value: string; count: number }>();
  for (const image of inOrder) {
    for (const value of valuesOf(image, facet)) {
      const same = CASELESS.includes(facet) ? fold(value) : value;
      const bucket = counts.get(same) ?? { value, count: 0 };
      counts.set(same, { ...bucket, count: bucket.count + 1 });
    }
  }
  const buckets = [...counts.values()].sort(
    (a, b) => b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0),
  );
  const rest = buckets.slice(limit).map(({ count }) => count);
  return {
    buckets: buckets.slice(0, limit),
    missing: inOrder.filter((image) => valuesOf(image, facet).length === 0).length,
    other: rest.reduce((sum, count) => sum + count, 0),
  };
}

function valuesOf(image: Image, facet: Facet): readonly string[] {
  if (facet === 'tag') return image.tags;
  const value = image[facet];
  return value === null ? [] : [String(value)];
}

/**
 * The images that can be used, of those that match: active, and not past a deprecation date, as far as the list itself
 * shows that the date has passed.
 *
 * @param images all that the caller may see
 */
function usableOf(images: readonly Image[], matches: readonly Image[], query: QueryParameters): Image[] {
  const moments = images.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]);
  const newest = Math.max(...moments.map((moment) => Date.parse(moment ?? '')).filter((ms) => !isNaN(ms)));
  const asksStatus = query.some(([name]) => name === 'status');
  return matches.filter(
    ({ status, properties: { deprecate_date: date = '' } }) =>
      status === 'active' && (asksStatus || !(endOf(date) <= newest)),
  );
}

/** NaN for a text that is no date, or one of a day that does not exist. */
function endOf(date: string): number {
  const [, year, month, day, time] = /^(\d{4})[.-](\d\d)[.-](\d\d)(T.+)?$/.exec(date) ?? [];
  const start = Date.parse(`${year}-${month}-${day}`);
  const exists = !isNaN(start) && new Date(start).toISOString().slice(8, 10) === day;
  return !exists ? NaN : time === undefined ? start + DAY_MS : Date.parse(date);
}

/** The image that `GET /v1/images/latest` must answer with; `undefined` for none. */
export function referenceLatest(images: readonly Image[], query: QueryParameters): Image | undefined {
  const by = query.find(([name]) => name === 'by')?.[1] ?? 'created';
  const usable = usableOf(images, referenceMatches(images, query), query);
  return referenceOrder(usable, by === 'version' ? ORDERS.version : ORDERS.created)[0];
}

/** The families that `GET /v1/families` must answer with. */
export function referenceFamilies(images: readonly Image[], query: QueryParameters): object[] {
  const matches = referenceOrder(referenceMatches(images, query), []);
  const names = new Set(matches.map(({ family }) => family).filter((family) => family !== null));
  return [...names].sort().map((family) => {
    const members = matches.filter((image) => image.family === family);
    const usable = usableOf(images, members, query);
    const common = (field: 'osType' | 'osDistro' | 'osVersion') =>
      new Set(members.map((image) => image[field])).size === 1 ? members[0]![field] : null;
    const dates = members.map(({ releaseDate }) => releaseDate).filter((date) => date !== null);
    return {
      family,
      osType: common('osType'),
      osDistro: common('osDistro'),
      osVersion: common('osVersion'),
      count: members.length,
      usable: usable.length,
      firstReleaseDate: dates.toSorted()[0] ?? null,
      lastReleaseDate: dates.toSorted().at(-1) ?? null,
      latest: referenceOrder(usable, ORDERS.created)[0] ?? null,
    };
  });
}
