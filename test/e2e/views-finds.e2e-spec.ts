import fc from 'fast-check';

import type { RawAnswer } from '../support/door-raw-http.js';
import { queries } from '../support/query-arbitrary.js';
import { RIGHT_VALUES } from '../support/query-faults.js';
import { spellQuery } from '../support/query-spelling.js';
import {
  ALL,
  HIDDEN,
  HERE_PRIVATE,
  IMAGES,
  PUBLIC,
  RESTRICTED,
  startViewRig,
  type ViewRig,
} from '../support/view-rig.js';

const IN_TIME = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };
const OF_PAGES = ['sort', 'limit', 'offset', 'fields', 'cursor'];
const PATHS = [
  '/v1/images/facets',
  '/v1/images/latest',
  '/v1/families',
  ...['ubuntu-24.04', 'rocky-9', 'debian-12', '%C3%9Cnix'].map((family) => `/v1/families/${family}`),
];

let rig: ViewRig;
beforeAll(async () => {
  rig = await startViewRig();
});
afterAll(() => rig.door.stop());

/** What an answer says, but for what belongs to one catalogue or request alone. */
function told({ status, headers, body }: RawAnswer): object {
  const type = headers['content-type'];
  return { status, type, body: body.replace(/"(?:version|requestId)":"[^"]*"/g, '…') };
}

describe('counts, the newest image and families are told as if hidden images were not there', () => {
  it.each(RESTRICTED)(
    'to $client, whatever the filters',
    async (viewer) => {
      rig.serveAlone(viewer);
      // one source is configured
      const filters = queries(IMAGES).map((query) =>
        query.filter(([name]) => name !== 'source' && !OF_PAGES.includes(name)),
      );
      const values = fc.record({ filters, seed: fc.nat(), path: fc.constantFrom(...PATHS) });
      const check = fc.asyncProperty(values, async (drawn) => {
        const target = `${drawn.path}?${spellQuery(drawn.filters, drawn.seed)}`;
        expect(told(await rig.ask(viewer, target))).toEqual(told(await rig.askAlone(target)));
      });
      await fc.assert(check, { ...IN_TIME, numRuns: 200 });
    },
    120_000,
  );

  it.each(RESTRICTED)('to $client, by each filter, kept or not', async (viewer) => {
    rig.serveAlone(viewer);
    const filters = Object.entries(RIGHT_VALUES).filter(
      ([name]) => name !== 'source' && !OF_PAGES.includes(name),
    );
    for (const query of ['', ...filters.map((pair) => pair.join('='))]) {
      for (const path of PATHS.slice(0, 4)) {
        // somebody else has asked before
        await rig.ask(ALL, `${path}?${query}`);
        const alone = told(await rig.askAlone(`${path}?${query}`));
        expect(told(await rig.ask(viewer, `${path}?${query}`))).toEqual(alone);
        expect(told(await rig.ask(viewer, `${path}?${query}`))).toEqual(alone);
      }
    }
  });
});

it('a value that only hidden images have is in no bucket, and their spelling of another in none either', async () => {
  const { body } = await rig.ask(PUBLIC, '/v1/images/facets?facetLimit=100');
  for (const value of [HIDDEN.status, HIDDEN.diskFormat, HIDDEN.containerFormat])
    expect(body).not.toContain(value);
  const seen = await rig.ask(HERE_PRIVATE, '/v1/images/facets?facetLimit=100');
  expect(seen.body).toContain(HIDDEN.status);
});
