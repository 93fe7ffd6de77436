import fc from 'fast-check';
import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { fuzzed, fuzzTimeoutMs } from '../support/fuzz-options.js';
import { nearlyRightQueries } from '../support/query-any.js';
import { QueryClient, type ServedProblem } from '../support/query-client.js';
import { RIGHT_VALUES } from '../support/query-faults.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';

const FAMILY = '/v1/families/ubuntu-server-22.04-lts';
const PATHS = ['/v1/images/facets', '/v1/images/latest', '/v1/families', FAMILY];
const OF_PAGES = ['sort', 'limit', 'cursor', 'offset'];
const OWN: Readonly<Record<string, readonly string[]>> = {
  '/v1/images/facets': ['facet', 'facetLimit'],
  '/v1/images/latest': ['by', 'fields'],
  '/v1/families': [],
  [FAMILY]: [],
};
const RUNS = 300;

let rig: Rig;
let client: QueryClient;

beforeAll(async () => {
  rig = await startRig({ images: generateImages(120) });
  await catalogLoaded(rig);
  client = new QueryClient(rig.gateway.url);
});

afterAll(async () => {
  client.close();
  await rig.stop();
});

async function faultsOf(target: string): Promise<string[]> {
  const { status, text } = await client.send(target);
  // the body of a 400
  const { errors = [] } = JSON.parse(text) as Partial<ServedProblem>;
  if (status !== 400) return [];
  return errors.map((fault) => JSON.stringify({ ...fault, detail: fault.detail.split('; did you')[0] }));
}

describe.each(PATHS)('GET %s', (path) => {
  it('is JSON with everything that caches need', async () => {
    const { status, headers } = await request(rig.gateway.url).get(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'last-modified': 'Mon, 05 Jan 2026 02:00:00 GMT',
      age: '0',
      'cache-control': 'private, max-age=60, stale-while-revalidate=86400, stale-if-error=86400',
      'cache-status': 'image-gateway; hit; ttl=60',
      vary: 'Accept, Accept-Encoding',
    });
    expect(headers['etag']).toMatch(/^W\/"[\w-]{22}"$/);
    expect(headers['link']).toBeUndefined();
  });

  it('is 304 for whoever has the answer already', async () => {
    const { headers } = await request(rig.gateway.url).get(path);
    for (const [name, value] of [
      ['If-None-Match', headers['etag']],
      ['If-Modified-Since', headers['last-modified']],
    ]) {
      const again = await request(rig.gateway.url).get(path).set(String(name), String(value));
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']]);
    }
  });

  it('has one entity tag for all spellings of a question, and others for others', async () => {
    const etagOf = async (query: string): Promise<string> =>
      String((await client.send(`${path}?${query}`)).headers.etag);
    const same = await etagOf('osDistro=ubuntu&sizeMin=1GiB&status=active&status=queued');
    expect(await etagOf('status=queued&status=active&sizeMin=1073741824&osDistro=UBUNTU')).toBe(same);
    expect(same).toMatch(/^W\//);
    for (const other of ['osDistro=ubuntu&sizeMin=1GiB&status=active', 'osDistro=ubuntu', ''])
      expect(await etagOf(other)).not.toBe(same);
  });

  it('answers HEAD like GET, without the body', async () => {
    const [get, head] = [await client.send(path), await client.send(path, 'HEAD')];
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['etag', 'content-type', 'last-modified', 'vary', 'content-length'])
      expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
    expect((await client.send(`${path}?protected=x`, 'HEAD')).status).toBe(400);
  });

  it('is compressed, and only JSON', async () => {
    const fetched = await request(rig.gateway.url).get(path).set('Accept-Encoding', 'gzip');
    expect([fetched.status, fetched.headers['content-encoding']]).toEqual([
      200,
      Number((await client.send(path)).headers['content-length']) < 1_024 ? undefined : 'gzip',
    ]);
    const refused = await request(rig.gateway.url).get(path).set('Accept', 'text/html');
    expect([refused.status, (refused.body as ServedProblem).code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('has no other method and no other spelling', async () => {
    for (const method of ['post', 'put', 'patch', 'delete', 'options'] as const) {
      const { status, headers } = await request(rig.gateway.url)[method](path);
      expect([method, status, headers['allow']]).toEqual([method, 405, 'GET, HEAD']);
    }
    for (const other of [`${path}/`, `${path}//`, path.replace('/v1/', '//v1/'), path.replace('v1', 'V1')]) {
      expect([other, (await client.send(other)).status]).toEqual([other, 404]);
    }
  });

  it('takes every filter', async () => {
    for (const [name, value] of Object.entries(RIGHT_VALUES)) {
      if ([...OF_PAGES, 'fields'].includes(name)) continue;
      const { status } = await client.send(`${path}?${name}=${value}`);
      expect([name, [200, 404].includes(status)]).toEqual([name, true]);
    }
  });

  it('takes nothing that belongs to another route, and suggests the nearest name', async () => {
    const others = [...OF_PAGES, ...Object.values(OWN).flat()].filter((name) => !OWN[path]?.includes(name));
    for (const name of others) {
      expect(await faultsOf(`${path}?${name}=created`)).toEqual([
        JSON.stringify({ parameter: name, code: 'UNKNOWN_PARAMETER', detail: 'unknown parameter' }),
      ]);
    }
    const { text } = await client.send(`${path}?statuss=active&osdistro=x`);
    expect(JSON.parse(text)).toMatchObject({
      detail: '2 parameters are invalid.',
      errors: [
        { parameter: 'statuss', detail: "unknown parameter; did you mean 'status'?" },
        { parameter: 'osdistro', detail: "unknown parameter; did you mean 'osDistro'?" },
      ],
    });
  });

  it(
    'tells the faults of filters as the list does, all together',
    async () => {
      const strange = [...OF_PAGES, 'fields', ...OWN[path]!];
      const queries = nearlyRightQueries().filter(
        (query) => !query.split('&').some((part) => strange.includes(decoded(part.split('=')[0] ?? ''))),
      );
      const check = async (query: string): Promise<void> => {
        expect(await faultsOf(`${path}?${query}`)).toEqual(await faultsOf(`/v1/images?${query}`));
      };
      await fc.assert(fc.asyncProperty(queries, check), fuzzed(RUNS));
    },
    fuzzTimeoutMs(RUNS),
  );
});

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
