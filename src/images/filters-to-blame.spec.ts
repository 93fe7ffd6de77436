import fc from 'fast-check';

import { catalogOf } from '../../test/support/a-snapshot.js';
import { queries } from '../../test/support/query-arbitrary.js';
import { randomImages } from '../../test/support/random-images.js';
import { referenceLatest } from '../../test/support/reference-finds.js';
import type { QueryParameters } from '../../test/support/reference-filter.js';
import { canonicalFilters } from './canonical-query.js';
import { toImageFilters } from './image-filters.mapper.js';
import type { ImageFilters } from '../catalog/image-query.js';

function filtersOf(parameters: QueryParameters): ImageFilters {
  const query: Record<string, string[]> = {};
  for (const [name, value] of parameters) (query[name] ??= []).push(value);
  return toImageFilters(canonicalFilters(query));
}

/** The filters of a query by name, each with all of its values. */
function filterNames(query: QueryParameters): string[] {
  const ofPages = ['sort', 'limit', 'offset', 'fields'];
  return [...new Set(query.map(([name]) => name))].filter((name) => !ofPages.includes(name));
}

it('the filters to blame leave nothing together, and something where any of them is left out', () => {
  const some = randomImages({ maxLength: 20 }).chain((images) =>
    fc.tuple(fc.constant(images), fc.array(queries(images), { minLength: 6, maxLength: 6 })),
  );
  let blamed = 0;
  const property = fc.property(some, ([images, drawn]) => {
    const catalog = catalogOf(images);
    for (const query of drawn) {
      if (referenceLatest(images, query)) continue;
      const names = filterNames(query);
      const only = (kept: readonly string[]): QueryParameters =>
        query.filter(([name]) => kept.includes(name));
      const parts = names.map((name) => filtersOf(only([name])));
      const conflict = catalog.conflict(parts, filtersOf(query)).map((at) => names[at]!);
      blamed += conflict.length;
      expect(referenceLatest(images, only(conflict))).toBeUndefined();
      for (const name of conflict)
        expect(referenceLatest(images, only(conflict.filter((other) => other !== name)))).toBeDefined();
    }
  });
  fc.assert(property, { numRuns: 60, endOnFailure: true });
  // else nothing was proved
  expect(blamed).toBeGreaterThan(30);
});
