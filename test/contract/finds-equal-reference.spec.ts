import { toUSVString } from 'node:util';

import fc from 'fast-check';

import { snapshotOf } from '../support/a-snapshot.js';
import { datedImages } from '../support/dated-images.js';
import { queries } from '../support/query-arbitrary.js';
import { randomImages } from '../support/random-images.js';
import type { QueryParameters } from '../support/reference-filter.js';
import { referenceFacets, referenceFamilies, referenceLatest } from '../support/reference-finds.js';
import { restrictions, shownTo, type Restriction } from '../support/reference-view.js';
import type { CatalogView } from '../../src/catalog/catalog-view.js';
import { FACETS } from '../../src/catalog/facets.js';
import type { ImageFilters } from '../../src/catalog/image-query.js';
import type { Image } from '../../src/domain/image.js';
import { EVERYTHING, View } from '../../src/domain/view.js';
import { presentFamilies, presentFamily } from '../../src/families/family.presenter.js';
import { canonicalFilters } from '../../src/images/canonical-query.js';
import { presentFacets } from '../../src/images/facets.presenter.js';
import { toImageFilters } from '../../src/images/image-filters.mapper.js';
import { NEWEST } from '../../src/images/newest.js';

/** A failure is told as it was found: to shrink a catalogue takes minutes. */
const IN_TIME = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true, endOnFailure: true };

/** As it is in UTF-8, where a lone surrogate is U+FFFD. */
function inUtf8<T>(value: T): T {
  // the same but for its texts
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? toUSVString(part) : part,
  ) as T;
}

function filtersOf(parameters: QueryParameters): ImageFilters {
  const query: Record<string, string[]> = {};
  for (const [name, value] of parameters) (query[name] ??= []).push(value);
  return toImageFilters(canonicalFilters(query));
}

/** Random images with dates, a restriction or none, and filters of what they hold. */
function asked(size: { minLength?: number; maxLength: number }, count: number) {
  return randomImages(size).chain((random) => {
    const images = datedImages(random);
    const some = fc.array(queries(images.map(inUtf8)).map(inUtf8), { minLength: count, maxLength: count });
    const restriction = fc.oneof(fc.constant({}), restrictions());
    const facetLimits = fc.integer({ min: 1, max: 8 });
    const facets = fc.subarray([...FACETS], { minLength: 1 });
    return fc.record({ images: fc.constant(images), restriction, some, facetLimits, facets });
  });
}

function viewOf({ sources, visibility }: Restriction): View {
  if (!sources && !visibility) return EVERYTHING;
  return View.of({ sources: sources ?? null, visibility: visibility ?? null });
}

type Check = (
  catalog: CatalogView,
  images: readonly Image[],
  query: QueryParameters,
  facets: { readonly names: readonly (typeof FACETS)[number][]; readonly limit: number },
) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  facets: (catalog, images, query, { names, limit }) => {
    const parameters: QueryParameters = [
      ...query,
      ...names.map((name) => ['facet', name] as const),
      ['facetLimit', String(limit)],
    ];
    const body = presentFacets(catalog, { filters: filtersOf(query), facets: names, limit });
    expect(inUtf8(JSON.parse(body.toString()))).toEqual({
      ...referenceFacets(images, parameters),
      catalog: { version: catalog.version },
    });
  },
  latest: (catalog, images, query) => {
    for (const by of ['created', 'version'] as const) {
      const position = catalog.newest(filtersOf(query), NEWEST[by]);
      const found = position === undefined ? undefined : imageAt(catalog, position);
      expect(found).toEqual(referenceLatest(images, [...query, ['by', by]]));
    }
  },
  families: (catalog, images, query) => {
    const families = catalog.families(filtersOf(query));
    const items = referenceFamilies(images, query);
    expect(inUtf8(JSON.parse(presentFamilies(catalog, families).toString()))).toEqual({
      items,
      catalog: { version: catalog.version },
    });
    for (const name of ['ubuntu-24.04', 'Ünix', 'debian-12', 'none']) {
      const family = catalog.family(filtersOf(query), name);
      const one: unknown = family && JSON.parse(presentFamily(catalog, family).toString());
      expect(inUtf8(one ?? null)).toEqual(
        items.find((item) => 'family' in item && item.family === name) ?? null,
      );
    }
  },
};

function imageAt({ rows }: CatalogView, position: number): unknown {
  return inUtf8(JSON.parse(Buffer.from(rows.jsonOf(position)).toString()));
}

describe.each(Object.entries(CHECKS))(
  '%s are as the plain reading of the documentation finds them',
  (_, check) => {
    it.each([
      ['in small catalogues', { maxLength: 40 }, 100, 8],
      ['in catalogues of several words of bits', { minLength: 100, maxLength: 400 }, 10, 12],
      ['in a large one', { minLength: 5_000, maxLength: 5_000 }, 1, 20],
    ])(
      '%s, for whoever sees all or some',
      (_where, size, runs, count) => {
        const property = fc.property(asked(size, count), (drawn) => {
          const { images, restriction, some, facets, facetLimits } = drawn;
          const catalog = snapshotOf(images).for(viewOf(restriction));
          const served = shownTo(images, restriction).map(inUtf8);
          for (const query of [[], ...some])
            check(catalog, served, query, { names: facets, limit: facetLimits });
        });
        fc.assert(property, { ...IN_TIME, numRuns: runs });
      },
      120_000,
    );
  },
);
