import fc from 'fast-check';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';

import { expectedFrom, seenIn } from '../support/expected-page.js';
import { queries } from '../support/query-arbitrary.js';
import { QueryClient, type ServedPage } from '../support/query-client.js';
import { oddRows } from '../support/query-odd-rows.js';
import { spellQuery } from '../support/query-spelling.js';
import type { QueryParameters, ServedImage } from '../support/reference-filter.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const RUNS = 2_000;
/** Shrinking ends in time to be told, and a run that is cut short is none. */
const IN_TIME = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };

describe('any valid query of GET /v1/images', () => {
  let upstream: StandIn;
  let gateway: TestGateway;
  let client: QueryClient;
  let images: ServedImage[];

  beforeAll(async () => {
    upstream = await startStandIn({ images: [...generateImages(250), ...oddRows()] });
    gateway = await startGateway({ upstreamUrl: upstream.url, env: { UPSTREAM_SOURCE_ID: 'KR1' } });
    client = new QueryClient(gateway.url);
    images = await client.everything();
  });

  afterAll(async () => {
    client.close();
    await gateway.stop();
    await upstream.close();
  });

  it('is asked of a catalogue that serves every row', () => {
    expect(images).toHaveLength(upstream.images.length);
  });

  it('is answered as the plain reading of the documentation answers it', async () => {
    let withMatches = 0;
    const check = async (query: QueryParameters, seed: number): Promise<void> => {
      const page = await client.page(`/v1/images?${spellQuery(query, seed)}`);
      expect(seenIn(page)).toEqual(expectedFrom(images, query));
      if (page.page.total > 0) withMatches++;
    };
    await fc.assert(fc.asyncProperty(queries(images), fc.nat(), check), { ...IN_TIME, numRuns: RUNS });
    // else the queries ask for nothing, and prove nothing
    expect(withMatches).toBeGreaterThan(RUNS / 3);
  }, 120_000);

  it('is answered alike under its own canonical link, and that link is its own', async () => {
    const check = async (query: QueryParameters, seed: number): Promise<void> => {
      const target = `/v1/images?${spellQuery(query, seed)}`;
      const asked = await client.send(target);
      const self = (JSON.parse(asked.text) as ServedPage).links.self;
      const followed = await client.send(self);
      expect(followed.text).toBe(asked.text);
      expect(followed.headers.etag).toBe(asked.headers.etag);
    };
    await fc.assert(fc.asyncProperty(queries(images), fc.nat(), check), { ...IN_TIME, numRuns: RUNS / 8 });
  }, 120_000);
});
