import request from 'supertest';

import { syntheticImage } from '../../src/stand-in/generate-images.js';
import { SourcesRig } from '../support/sources-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const ROUTES = ['/v1/images/facets', '/v1/images/latest', '/v1/images/export', '/v1/families'];

function own(seed: string, count: number): ReturnType<typeof syntheticImage>[] {
  return Array.from({ length: count }, (_, index) => syntheticImage(seed, index));
}

let rig: SourcesRig;
let gateway: TestGateway;

beforeAll(async () => {
  rig = await SourcesRig.start({ kr1: own('one', 40), kr2: own('two', 30), jp1: own('three', 20) });
  gateway = await rig.add({}, { kr2: { url: 'http://127.0.0.1:1' } });
  await rig.serves(gateway, 60);
});

afterAll(() => rig.stop());

describe('with a source of which there is no list', () => {
  it.each(ROUTES)('%s answers from the others, and names it', async (route) => {
    const answer = await request(gateway.url).get(route);
    expect([answer.status, answer.headers['catalog-missing']]).toEqual([200, 'kr2']);
    const both = await request(gateway.url).get(`${route}?source=kr1&source=kr2`);
    expect([both.status, both.headers['catalog-missing']]).toEqual([200, 'kr2']);
  });

  it.each(ROUTES)('%s answers a question for it alone as without a catalogue', async (route) => {
    const answer = await rig.clock.passing(request(gateway.url).get(`${route}?source=kr2`));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([502, 'UPSTREAM_UNAVAILABLE']);
  });

  it.each(['/v1/images/latest?name=none', '/v1/families/none', '/v1/families/none?source=kr1'])(
    '%s is 404, and names the source that it may be in',
    async (target) => {
      const answer = await request(gateway.url).get(target);
      expect([answer.status, answer.headers['catalog-missing']]).toEqual([404, 'kr2']);
    },
  );

  it('/v1/families/{family} for it alone is answered as without a catalogue', async () => {
    const answer = await rig.clock.passing(request(gateway.url).get('/v1/families/none?source=kr2'));
    expect(answer.status).toBe(502);
  });

  it('facets count by source', async () => {
    const answer = await request(gateway.url).get('/v1/images/facets?facet=source&source=jp1');
    const buckets = [
      { value: 'kr1', count: 40 },
      { value: 'jp1', count: 20 },
    ];
    expect(answer.body).toMatchObject({ total: 20, facets: { source: { buckets, missing: 0, other: 0 } } });
  });
});
