import request from 'supertest';

import { generateImages, syntheticImage } from '../../src/stand-in/generate-images.js';
import { KeyFile } from '../support/door-keys.js';
import { SourcesRig, statesOf, statusOf } from '../support/sources-rig.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const NOWHERE = 'http://127.0.0.1:1';

/** Images that no other seed has. */
function own(seed: string, count: number): ReturnType<typeof generateImages> {
  return Array.from({ length: count }, (_, index) => syntheticImage(seed, index));
}

interface Page {
  readonly items: readonly { readonly id: string; readonly source: string }[];
  readonly page: { readonly total: number; readonly nextCursor: string | null };
  readonly catalog: { readonly version: string };
}

function get({ url }: TestGateway, target: string): request.Test {
  return request(url).get(target);
}

async function pageOf(gateway: TestGateway, query: string): Promise<Page> {
  const answer = await get(gateway, `/v1/images${query}`);
  expect(answer.status).toBe(200);
  // a test that relies on the wrong shape fails
  return answer.body as Page;
}

let rig: SourcesRig;

afterEach(() => rig.stop());

describe('three sources', () => {
  const SOURCES = { kr1: own('one', 40), kr2: own('two', 30), jp1: own('three', 20) };

  async function startThree(
    members: Parameters<SourcesRig['add']>[1] = {},
    env: Parameters<SourcesRig['add']>[0] = {},
  ): Promise<TestGateway> {
    rig = await SourcesRig.start(SOURCES);
    return rig.add(env, members);
  }

  it('are one catalogue: total, filter, order and cursors are over all of them', async () => {
    const gateway = await startThree();
    await rig.serves(gateway, 90);
    expect((await pageOf(gateway, '?limit=1')).page.total).toBe(90);
    expect((await pageOf(gateway, '?source=kr2&source=jp1&limit=1')).page.total).toBe(50);
    expect(
      (await pageOf(gateway, '?source=kr1&limit=200')).items.every(({ source }) => source === 'kr1'),
    ).toBe(true);
    const whole = (await pageOf(gateway, '?sort=name&limit=200')).items.map(({ id }) => id);
    const walked: string[] = [];
    for (let query: string | null = '?sort=name&limit=7'; query !== null;) {
      const { items, page }: Page = await pageOf(gateway, query);
      walked.push(...items.map(({ id }) => id));
      query = page.nextCursor === null ? null : `?sort=name&limit=7&cursor=${page.nextCursor}`;
    }
    expect(walked).toEqual(whole);
    const unknown = await get(gateway, '/v1/images?source=nowhere');
    expect(unknown.body).toMatchObject({
      errors: [{ code: 'UNKNOWN_VALUE', allowed: ['kr1', 'kr2', 'jp1'] }],
    });
  });

  it('tell how each of them does', async () => {
    const gateway = await startThree();
    const status = await rig.serves(gateway, 90);
    expect(status.sources).toEqual([
      expect.objectContaining({ id: 'kr1', api: 'toast-v1', state: 'ok', count: 40, lastFailure: null }),
      expect.objectContaining({ id: 'kr2', state: 'ok', count: 30 }),
      expect.objectContaining({ id: 'jp1', state: 'ok', count: 20 }),
    ]);
    const metrics = await request(gateway.managementUrl).get('/metrics');
    expect(metrics.text).toContain('gateway_source_images{source="kr2"} 30');
    expect(metrics.text).toContain('gateway_source_age_seconds{source="jp1"} 0');
    expect(metrics.text).toMatch(
      /gateway_upstream_exchange_duration_seconds_count\{source="kr1",operation="images"/,
    );
    expect(gateway.logs.filter(({ msg }) => msg === 'refresh').map(({ source }) => source)).toEqual(
      expect.arrayContaining(['kr1', 'kr2', 'jp1']),
    );
  });

  it('have the same version, whatever the order in which their lists have come', async () => {
    const gateway = await startThree();
    const { version } = await rig.serves(gateway, 90);
    const slow = await SourcesRig.start(SOURCES);
    slow.upstream('kr1').fail('images', { kind: 'hang', at: 'headers' });
    const other = await slow.add();
    await slow.serves(other, 50);
    slow.upstream('kr1').heal();
    expect((await slow.serves(other, 90)).version).toBe(version);
    const target = '/v1/images?limit=9&sort=-name';
    expect((await get(other, target)).body).toEqual((await get(gateway, target)).body);
    expect((await get(other, target)).headers['etag']).toBe((await get(gateway, target)).headers['etag']);
    await slow.stop();
  });

  it('are refreshed apart, each by its own clock', async () => {
    const gateway = await startThree({ kr1: { freshFor: '10s' }, jp1: { freshFor: '100s' } });
    await rig.serves(gateway, 90);
    await rig.pass(30_000);
    await rig.passUntil(() => rig.listings('kr1') >= 4);
    expect([rig.listings('kr2'), rig.listings('jp1')]).toEqual([1, 1]);
    await rig.pass(30_000);
    await rig.passUntil(() => rig.listings('kr2') === 2);
    expect(rig.listings('jp1')).toBe(1);
  });

  it('change apart: a new list of one is served with the others as they are', async () => {
    const gateway = await startThree();
    const { version } = await rig.serves(gateway, 90);
    rig.upstream('jp1').images = own('three', 21);
    await rig.pass(55_000);
    const status = await rig.serves(gateway, 91);
    expect(status.version).not.toBe(version);
  });

  it('are doubted apart, where one lists less than half', async () => {
    const gateway = await startThree();
    await rig.serves(gateway, 90);
    rig.upstream('kr1').images = own('one', 3);
    await rig.passUntil(() => rig.listings('kr1') === 2);
    const doubts = (): unknown[] => gateway.logs.filter(({ outcome }) => outcome === 'doubted');
    await rig.passUntil(() => doubts().length === 1);
    expect(doubts()).toEqual([expect.objectContaining({ source: 'kr1' })]);
    expect((await statusOf(gateway)).count).toBe(90);
    await rig.pass(3_500);
    await rig.serves(gateway, 53);
  });

  it('serve the last list of one that is down, and headers tell the oldest age', async () => {
    const gateway = await startThree({}, { CACHE_FRESH_FOR: '20s' });
    await rig.serves(gateway, 90);
    rig.upstream('kr2').fail('images', { kind: 'reset' });
    await rig.passUntil(async () => (await statusOf(gateway)).sources[1]?.lastFailure !== null);
    await rig.pass(20_000);
    await rig.passUntil(async () => (await statusOf(gateway)).sources[0]?.state === 'ok');
    const status = await statusOf(gateway);
    expect(status.count).toBe(90);
    expect(status.sources[1]).toMatchObject({ state: 'stale', count: 30 });
    expect(status.sources[1]?.lastFailure).toMatchObject({ class: 'UPSTREAM_UNAVAILABLE' });
    expect(status.sources[0]?.ageSeconds).toBeLessThan(20);
    const answer = await get(gateway, '/v1/images?limit=1');
    expect(Number(answer.headers['age'])).toBeGreaterThanOrEqual(30);
    expect(answer.headers['cache-status']).toContain('detail=stale-if-error');
    expect(answer.headers).not.toHaveProperty('catalog-missing');
  });

  it('serve the others where one was never loaded, and say which is missing', async () => {
    const gateway = await startThree({ kr2: { url: NOWHERE } });
    await rig.passUntil(async () => (await statusOf(gateway)).sources[1]?.lastFailure !== null);
    const status = await rig.serves(gateway, 60);
    expect(statesOf(status)).toEqual({ kr1: 'ok', kr2: 'missing', jp1: 'ok' });
    expect(status.sources[1]).toMatchObject({ count: 0, lastSuccessAt: null, ageSeconds: null });
    for (const target of ['/v1/images?limit=1', '/v1/images?limit=1', '/v1/images?q=a']) {
      const answer = await get(gateway, target);
      expect([answer.status, answer.headers['catalog-missing']]).toEqual([200, 'kr2']);
    }
    // it may be an image of that source
    const miss = await get(gateway, '/v1/images/some-id');
    expect([miss.status, miss.headers['catalog-missing']]).toEqual([404, 'kr2']);
    expect((await request(gateway.managementUrl).get('/readyz')).status).toBe(200);
  });

  it('answer a question for a missing source alone as a gateway without a catalogue', async () => {
    const gateway = await startThree({ kr2: { url: NOWHERE } });
    await rig.serves(gateway, 60);
    const asked = (target: string): Promise<request.Response> => rig.clock.passing(get(gateway, target));
    const alone = await asked('/v1/images?source=kr2');
    expect([alone.status, alone.body]).toEqual([
      502,
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }),
    ]);
    expect(Number(alone.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await asked('/v1/images/some-id?source=kr2')).status).toBe(502);
    expect((await asked('/v1/images?source=kr2&source=kr1')).status).toBe(200);
    expect((await asked('/v1/images/some-id')).status).toBe(404);
  });

  it('are served without one that hangs, which delays nobody', async () => {
    rig = await SourcesRig.start(SOURCES);
    rig.upstream('jp1').fail('images', { kind: 'hang', at: 'headers' });
    const gateway = await rig.add();
    // no time passes
    expect(statesOf(await rig.serves(gateway, 70))).toEqual({ kr1: 'ok', kr2: 'ok', jp1: 'missing' });
    await rig.pass(60_000);
    await rig.passUntil(() => rig.listings('kr1') >= 2 && rig.listings('kr2') >= 2);
    rig.upstream('jp1').heal();
    await rig.passUntil(async () => (await statusOf(gateway)).count === 90);
  });

  it('lose one whose list is too old to be served, and get it back', async () => {
    const gateway = await startThree({}, { CACHE_FRESH_FOR: '10s', CACHE_STALE_FOR: '20s' });
    await rig.serves(gateway, 90);
    const { headers: before } = await get(gateway, '/v1/images?source=kr1&limit=1');
    rig.upstream('kr1').fail('images', { kind: 'reset' });
    await rig.passUntil(async () => (await statusOf(gateway)).count === 50);
    expect(statesOf(await statusOf(gateway))).toEqual({ kr1: 'missing', kr2: 'ok', jp1: 'ok' });
    const answer = await get(gateway, '/v1/images?limit=1');
    expect(answer.headers['catalog-missing']).toBe('kr1');
    expect(Date.parse(answer.headers['last-modified']!)).toBeGreaterThan(
      Date.parse(before['last-modified']!),
    );
    rig.upstream('kr1').heal();
    await rig.passUntil(async () => (await statusOf(gateway)).count === 90);
    expect((await get(gateway, '/v1/images?source=kr1&limit=1')).headers).not.toHaveProperty(
      'catalog-missing',
    );
  });

  it('are refreshed together when somebody forces it', async () => {
    rig = await SourcesRig.start(SOURCES);
    const key = { client: 'refresher', key: 'a-refresher-key', scopes: ['images:read', 'catalog:refresh'] };
    const keys = new KeyFile(key);
    const gateway = await rig.add({ ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keys.path });
    const refresh = (): request.Test =>
      request(gateway.url).post('/v1/catalog/refresh').set('X-Api-Key', key.key);
    await rig.passUntil(async () => (await statusOf(gateway, { 'X-Api-Key': key.key })).count === 90);
    await rig.pass(5_000);
    expect((await refresh()).body).toEqual({ refresh: 'started' });
    await rig.passUntil(() => ['kr1', 'kr2', 'jp1'].every((id) => rig.listings(id) === 2));
    // the last of them may still be at it
    expect([{ refresh: 'recent' }, { refresh: 'joined' }]).toContainEqual((await refresh()).body);
    expect(rig.listings('kr1')).toBe(2);
  });

  it('tell of no catalogue where all of them fail, by the failure of the first', async () => {
    const gateway = await startThree({ kr1: { url: NOWHERE }, kr2: { url: NOWHERE }, jp1: { url: NOWHERE } });
    const answer = await rig.clock.passing(get(gateway, '/v1/images'));
    expect([answer.status, answer.body]).toEqual([
      502,
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }),
    ]);
    expect((await request(gateway.managementUrl).get('/readyz')).status).toBe(503);
    expect(await statusOf(gateway)).toMatchObject({ version: null, count: 0 });
  });

  it('mask the secrets of one in the images of another', async () => {
    rig = await SourcesRig.start({
      kr1: [{ ...syntheticImage('one', 0), name: 'it tells appkey-of-kr2' }],
      kr2: own('two', 2),
    });
    const gateway = await rig.add();
    await rig.serves(gateway, 3);
    const page = await get(gateway, '/v1/images?source=kr1');
    expect(JSON.stringify(page.body)).toContain('it tells ***');
    // a new token of one of them changes nothing but what holds it
    const { version } = await statusOf(gateway);
    rig.upstream('kr2').revokeTokens();
    await rig.pass(60_000);
    await rig.passUntil(() => rig.upstream('kr2').count('tokens') === 2);
    expect((await statusOf(gateway)).version).toBe(version);
  });
});

describe('the same id in two sources', () => {
  const SOURCES = { kr1: generateImages(10), kr2: generateImages(10), jp1: own('three', 5) };

  it('is two images, of which one has to be chosen', async () => {
    rig = await SourcesRig.start(SOURCES);
    const gateway = await rig.add();
    await rig.serves(gateway, 25);
    const { id } = SOURCES.kr1[0]!;
    const ambiguous = await get(gateway, `/v1/images/${id}`);
    expect(ambiguous.status).toBe(409);
    expect(ambiguous.type).toBe('application/problem+json');
    expect(ambiguous.body).toMatchObject({
      type: '/problems/ambiguous-id',
      status: 409,
      code: 'AMBIGUOUS_ID',
      sources: ['kr1', 'kr2'],
    });
    const images = await Promise.all(
      ['kr1', 'kr2'].map(
        async (source) => (await get(gateway, `/v1/images/${id}?source=${source}`)).body as unknown,
      ),
    );
    expect(images).toEqual([
      expect.objectContaining({ id, source: 'kr1' }),
      expect.objectContaining({ id, source: 'kr2' }),
    ]);
    expect((await get(gateway, `/v1/images/${id}?source=jp1`)).status).toBe(404);
    const bulk = await pageOf(gateway, `?id=${id}`);
    expect(bulk.items.map(({ source }) => source)).toEqual(['kr1', 'kr2']);
    expect((await get(gateway, `/v1/images/${String(SOURCES.jp1[0]!.id)}`)).status).toBe(200);
  });
});

describe('a file with one source', () => {
  it('is served as the same upstream by the settings is', async () => {
    rig = await SourcesRig.start({ kr1: generateImages(30) });
    const gateway = await rig.add();
    await rig.serves(gateway, 30);
    const alone = await startGateway({
      upstreamUrl: rig.upstream('kr1').url,
      clock: rig.clock,
      env: { UPSTREAM_SOURCE_ID: 'kr1', UPSTREAM_APPKEY: 'appkey-of-kr1' },
    });
    await rig.serves(alone, 30);
    const [one, other] = await Promise.all([gateway, alone].map((each) => get(each, '/v1/images?limit=200')));
    expect(one?.text).toBe(other?.text);
    expect(one?.headers['etag']).toBe(other?.headers['etag']);
    expect(await statusOf(gateway)).toEqual(await statusOf(alone));
    await rig.clock.passing(alone.stop());
  });
});
