import fc from 'fast-check';

import { imagesOf, snapshotOf } from '../support/a-snapshot.js';
import { queries } from '../support/query-arbitrary.js';
import { randomImages } from '../support/random-images.js';
import { EVERYTHING } from '../../src/domain/view.js';
import { canonicalFilters } from '../../src/images/canonical-query.js';
import { toImageFilters } from '../../src/images/image-filters.mapper.js';
import { matchesFilters } from '../../src/catalog/image-match.js';

const RUNS = 300;

describe('matchesFilters', () => {
  it('finds of any images those that a catalogue finds by its indexes', () => {
    let found = 0;
    const asked = randomImages({ maxLength: 30 }).chain((images) =>
      fc.record({ images: fc.constant(images), query: queries(images) }),
    );
    const check = fc.property(asked, ({ images, query }) => {
      const snapshot = snapshotOf(images);
      const catalog = snapshot.for(EVERYTHING);
      const parameters: Record<string, string[]> = {};
      for (const [name, value] of query) (parameters[name] ??= []).push(value);
      const filters = toImageFilters(canonicalFilters(parameters));
      const listing = catalog.listing({ filters, sort: [{ field: 'name', descending: false }] });
      const expected = listing.slice(0, listing.total).sort((a, b) => a - b);
      const matching = imagesOf(snapshot).flatMap((image, at) => (matchesFilters(image, filters) ? at : []));
      expect([query, matching]).toEqual([query, expected]);
      found += matching.length;
    });
    fc.assert(check, { numRuns: RUNS });
    // else it proves little
    expect(found).toBeGreaterThan(RUNS / 2);
  });
});
