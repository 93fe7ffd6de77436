import fc from 'fast-check';

import type { Image } from '../../src/domain/image.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { queries } from '../support/query-arbitrary.js';
import { QueryClient, type ServedProblem } from '../support/query-client.js';
import { oddRows } from '../support/query-odd-rows.js';
import { aRow } from '../support/query-row.js';
import { spellQuery } from '../support/query-spelling.js';
import type { QueryParameters } from '../support/reference-filter.js';
import { referenceFacets, referenceFamilies, referenceLatest } from '../support/reference-finds.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';

const RUNS = 250;
const IN_TIME = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };
const ROWS = [
  aRow('a', { properties: { os_type: 'linux', os_version: 'Server 22.04 LTS' }, isPublic: true }),
  aRow('b', { properties: { os_type: 'linux', os_version: 'SERVER 22.04 LTS' } }),
  aRow('c', { properties: { os_type: 'Windows', os_version: '2022 STD' }, protected: true }),
  aRow('d', { status: 'queued' }),
];
const ALL_STATES = {
  buckets: [
    { value: 'active', count: 3 },
    { value: 'queued', count: 1 },
  ],
  missing: 0,
  other: 0,
};

let rig: Rig;
let client: QueryClient;

async function start(images: Parameters<typeof startRig>[0]): Promise<void> {
  rig = await startRig(images);
  await catalogLoaded(rig);
  client = new QueryClient(rig.gateway.url);
}

afterAll(async () => {
  client.close();
  await rig.stop();
});

async function found(path: string, query: string): Promise<unknown> {
  const { text } = await client.send(`${path}?${query}`);
  return JSON.parse(text);
}

describe('GET /v1/images/facets', () => {
  beforeAll(() => start({ images: ROWS }));
  afterAll(async () => {
    client.close();
    await rig.stop();
  });

  const facets = (query = ''): Promise<unknown> => found('/v1/images/facets', query);

  it('answers as documented, member by member', async () => {
    const { version } = (await client.page()).catalog;
    // as text, because the order of the members is part of the promise
    expect((await client.send('/v1/images/facets?facet=osVersion&facet=status&facetLimit=1')).text).toBe(
      JSON.stringify({
        total: 4,
        facets: {
          status: { buckets: [{ value: 'active', count: 3 }], missing: 0, other: 1 },
          osVersion: { buckets: [{ value: 'Server 22.04 LTS', count: 2 }], missing: 1, other: 1 },
        },
        catalog: { version },
      }),
    );
  });

  it('counts by everything where nothing is said, in the documented order', async () => {
    const body = await facets();
    expect(body).toMatchObject({
      total: 4,
      facets: {
        status: ALL_STATES,
        visibility: { buckets: [{ value: 'private' }, { value: 'public' }] },
        diskFormat: { buckets: [{ value: 'qcow2', count: 4 }] },
        containerFormat: { buckets: [], missing: 4, other: 0 },
        osType: {
          buckets: [
            { value: 'linux', count: 2 },
            { value: 'windows', count: 1 },
          ],
          missing: 1,
        },
        family: { buckets: [], missing: 4 },
        tag: { buckets: [], missing: 4 },
        protected: {
          buckets: [
            { value: 'false', count: 3 },
            { value: 'true', count: 1 },
          ],
        },
        source: { buckets: [{ value: 'default', count: 4 }] },
      },
    });
    expect(Object.keys((body as { facets: object }).facets).join(' ')).toBe(
      'status visibility diskFormat containerFormat osType osDistro osVersion architecture family tag protected source',
    );
  });

  it('shows the alternatives to a filter, and keeps to all others', async () => {
    expect(await facets('status=queued&facet=status&facet=osType&facet=protected&protected=true')).toEqual({
      total: 0,
      facets: {
        status: { buckets: [{ value: 'active', count: 1 }], missing: 0, other: 0 },
        osType: { buckets: [], missing: 0, other: 0 },
        protected: { buckets: [{ value: 'false', count: 1 }], missing: 0, other: 0 },
      },
      catalog: expect.anything() as unknown,
    });
  });

  it('is one answer for all ways to ask for every facet', async () => {
    const names = Object.keys(((await facets()) as { facets: object }).facets);
    const spelled = `facet=${names.toReversed().join('&facet=')}&facet=status&facetLimit=020`;
    const [short, long] = [
      await client.send('/v1/images/facets'),
      await client.send(`/v1/images/facets?${spelled}`),
    ];
    expect([long.text, long.headers.etag]).toEqual([short.text, short.headers.etag]);
  });

  it.each([
    ['facet=size', 'facet', 'UNKNOWN_VALUE'],
    ['facet=Status', 'facet', 'UNKNOWN_VALUE'],
    ['facet=status,osType', 'facet', 'UNKNOWN_VALUE'],
    ['facet=+', 'facet', 'EMPTY_VALUE'],
    ['facetLimit=0', 'facetLimit', 'OUT_OF_RANGE'],
    ['facetLimit=101', 'facetLimit', 'OUT_OF_RANGE'],
    ['facetLimit=1e1', 'facetLimit', 'INVALID_FORMAT'],
    ['facetLimit=1&facetLimit=2', 'facetLimit', 'REPEATED_PARAMETER'],
    ['fields=id', 'fields', 'UNKNOWN_PARAMETER'],
  ])('refuses %s', async (query, parameter, code) => {
    const { errors } = (await facets(query)) as ServedProblem;
    expect(errors).toMatchObject([{ parameter, code }]);
    if (code === 'UNKNOWN_VALUE') expect(errors[0]?.allowed).toContain('architecture');
  });
});

describe('any filters', () => {
  let images: readonly Image[];

  beforeAll(async () => {
    const rows = [...generateImages(250), ...oddRows()];
    await start({ images: rows, env: { UPSTREAM_SOURCE_ID: 'KR1' } });
    // what is served has all fields of an image
    images = (await client.everything()) as unknown as readonly Image[];
  });

  /** What belongs to pages is not taken here. */
  const filters = (): fc.Arbitrary<QueryParameters> =>
    queries(images).map((query) =>
      query.filter(([name]) => !['sort', 'limit', 'offset', 'fields'].includes(name)),
    );

  it('are counted, and lead to the newest image and to families, as the plain reading of the documentation does', async () => {
    let withMatches = 0;
    const check = async (query: QueryParameters, seed: number, limit: number): Promise<void> => {
      const text = spellQuery(query, seed);
      const { catalog, ...counts } = (await found('/v1/images/facets', `${text}&facetLimit=${limit}`)) as {
        catalog: unknown;
      };
      expect(counts).toEqual(referenceFacets(images, [...query, ['facetLimit', String(limit)]]));
      for (const by of ['created', 'version']) {
        const latest = referenceLatest(images, [...query, ['by', by]]);
        const expected: unknown = latest ?? expect.objectContaining({ code: 'IMAGE_NOT_FOUND' });
        expect(await found('/v1/images/latest', `${text}&by=${by}`)).toEqual(expected);
        if (latest) withMatches++;
      }
      const items = referenceFamilies(images, query);
      expect(await found('/v1/families', text)).toEqual({ items, catalog });
    };
    const property = fc.asyncProperty(filters(), fc.nat(), fc.integer({ min: 1, max: 100 }), check);
    await fc.assert(property, { ...IN_TIME, numRuns: RUNS });
    // else the queries ask for nothing, and prove nothing
    expect(withMatches).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});
