import request from 'supertest';

import { generateImages, syntheticImage } from '../../src/stand-in/generate-images.js';
import { KeyFile, type KeyEntryText } from '../support/door-keys.js';
import { SourcesRig, statusOf } from '../support/sources-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const ALL = { client: 'all', key: 'key-of-all' };
const KR1 = { client: 'kr1', key: 'key-of-kr1', sources: ['kr1'] };
const KR2 = { client: 'kr2', key: 'key-of-kr2', sources: ['kr2'] };
const KRS = { client: 'krs', key: 'key-of-krs', sources: ['kr1', 'kr2'] };
const JP1 = { client: 'jp1', key: 'key-of-jp1', sources: ['jp1'] };
/** A source that is not configured. */
const NOWHERE = { client: 'nowhere', key: 'key-of-nowhere', sources: ['nowhere'] };
const PUBLIC = { client: 'public', key: 'key-of-public', visibility: ['public'] };

/** `kr1` and `kr2` have the same images, `jp1` others and some of those. */
const SOURCES = {
  kr1: generateImages(20),
  kr2: generateImages(20),
  jp1: [...generateImages(5), ...Array.from({ length: 7 }, (_, index) => syntheticImage('three', index))],
};

let rig: SourcesRig;
let gateway: TestGateway;

async function start(env: Readonly<Record<string, string>> = {}, missing?: string): Promise<void> {
  rig = await SourcesRig.start(SOURCES);
  const keys = new KeyFile(ALL, KR1, KR2, KRS, JP1, PUBLIC, NOWHERE);
  const members = missing === undefined ? {} : { [missing]: { url: 'http://127.0.0.1:1' } };
  const access = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keys.path };
  gateway = await rig.add({ ...access, ...env }, members);
  await rig.passUntil(async () => {
    const { sources } = await statusOf(gateway, keyOf(ALL));
    return sources.every(({ id, state, lastFailure }) => (id === missing ? lastFailure : state === 'ok'));
  });
}

afterEach(() => rig.stop());

function keyOf({ key }: KeyEntryText): Record<string, string> {
  return { 'X-Api-Key': key };
}

function get(client: KeyEntryText, target: string): request.Test {
  return request(gateway.url).get(target).set(keyOf(client));
}

const ID = SOURCES.kr1[0]!.id;

describe('a client that is restricted to sources', () => {
  it('sees how these do, and nothing of the others', async () => {
    await start();
    const mine = await statusOf(gateway, keyOf(KRS));
    expect(mine.count).toBe(40);
    expect(mine.sources.map(({ id, count }) => [id, count])).toEqual([
      ['kr1', 20],
      ['kr2', 20],
    ]);
    const shown = (await statusOf(gateway, keyOf(PUBLIC))).sources.map(({ count }) => count);
    expect(shown).toEqual(
      Object.values(SOURCES).map((images) => images.filter(({ isPublic }) => isPublic === true).length),
    );
    const unknown = await get(KRS, '/v1/images?source=jp1');
    expect(unknown.body).toMatchObject({ errors: [{ allowed: ['kr1', 'kr2'] }] });
  });

  it('has to choose between the sources that it may see only', async () => {
    await start();
    expect((await get(ALL, `/v1/images/${ID}`)).body).toMatchObject({ sources: ['jp1', 'kr1', 'kr2'] });
    const both = await get(KRS, `/v1/images/${ID}`);
    expect([both.status, both.body]).toEqual([409, expect.objectContaining({ sources: ['kr1', 'kr2'] })]);
    expect(JSON.stringify(both.body)).not.toContain('jp1');
    expect((await get(KR1, `/v1/images/${ID}`)).body).toMatchObject({ id: ID, source: 'kr1' });
    expect((await get(JP1, `/v1/images/${SOURCES.kr1[19]!.id}`)).status).toBe(404);
  });

  it('is told the age of these, however old the others are', async () => {
    await start({ CACHE_FRESH_FOR: '20s' });
    rig.upstream('kr2').fail('images', { kind: 'reset' });
    await rig.pass(30_000);
    await rig.passUntil(async () => (await statusOf(gateway, keyOf(KR1))).sources[0]?.state === 'ok');
    for (const target of ['/v1/images?limit=1', '/v1/images?limit=1']) {
      const stale = await get(ALL, target);
      expect(Number(stale.headers['age'])).toBeGreaterThanOrEqual(25);
      expect(stale.headers['cache-status']).toContain('stale-if-error');
      const fresh = await get(KR1, target);
      expect(Number(fresh.headers['age'])).toBeLessThan(20);
      expect(fresh.headers['cache-status']).not.toContain('stale');
      expect((await get(KRS, target)).headers['age']).toBe(stale.headers['age']);
    }
  });

  it('is told of missing sources only if it may see them', async () => {
    await start({}, 'kr2');
    for (const target of ['/v1/images?limit=1', '/v1/images/some-id']) {
      const missing = async (client: KeyEntryText): Promise<unknown> =>
        (await get(client, target)).headers['catalog-missing'];
      expect(await Promise.all([ALL, KRS, KR1, JP1, PUBLIC, NOWHERE].map(missing))).toEqual([
        'kr2',
        'kr2',
        undefined,
        undefined,
        'kr2',
        undefined,
      ]);
    }
    expect((await get(KR1, `/v1/images/${ID}`)).body).toMatchObject({ source: 'kr1' });
  });

  it('has no catalogue where these are missing', async () => {
    await start({}, 'kr2');
    const answer = await rig.clock.passing(get(KR2, '/v1/images'));
    expect([answer.status, answer.body]).toEqual([
      502,
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }),
    ]);
    expect(await statusOf(gateway, keyOf(KR2))).toMatchObject({
      version: null,
      count: 0,
      sources: [{ id: 'kr2', state: 'missing', count: 0 }],
    });
    // known pages of others are not its own
    expect((await get(JP1, '/v1/images')).status).toBe(200);
    expect((await rig.clock.passing(get(KR2, '/v1/images'))).status).toBe(502);
  });
});
