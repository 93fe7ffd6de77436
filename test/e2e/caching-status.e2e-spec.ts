import { createHash } from 'node:crypto';

import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';

import { eventually } from '../support/eventually.js';
import { writeFile, type ReplacedFile } from '../support/upstream-files.js';
import {
  bodyOf,
  catalogLoaded,
  listImages,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const FORBIDDEN: Fault = { kind: 'status', status: 403 };
const SILENCE: Fault = { kind: 'hang', at: 'headers' };
const NO_TIMER = { CACHE_KEEP_WARM: 'false' };

let rig: Rig;
afterEach(async () => {
  rig.upstream.heal();
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

describe('GET /v1/catalog', () => {
  const catalog = (): request.Test => request(rig.gateway.url).get('/v1/catalog');
  const ready = async (): Promise<number> => (await request(rig.gateway.managementUrl).get('/readyz')).status;

  it('before the first fetch has ended says that there is nothing yet, without waiting', async () => {
    rig = await startRig({ before: (upstream) => upstream.fail('tokens', SILENCE) });
    const answer = await catalog();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      version: null,
      count: 0,
      skipped: 0,
      sources: [
        {
          id: 'default',
          api: 'toast-v1',
          state: 'missing',
          count: 0,
          skipped: 0,
          lastSuccessAt: null,
          ageSeconds: null,
          lastFailure: null,
        },
      ],
    });
    expect(await ready()).toBe(503);
  });

  it('tells the failure of a first fetch', async () => {
    rig = await startRig({ env: NO_TIMER, before: (upstream) => upstream.fail('images', FORBIDDEN) });
    await listImages(rig);
    rig.clock.advance(3_000);
    expect((await catalog()).body).toMatchObject({
      version: null,
      sources: [
        {
          state: 'missing',
          lastSuccessAt: null,
          ageSeconds: null,
          lastFailure: { class: 'UPSTREAM_REJECTED', at: '2026-01-05T02:00:00.000Z' },
        },
      ],
    });
    expect(await ready()).toBe(503);
  });

  it('tells what there is, how old it is, and how many rows were no image', async () => {
    const rows = [{ id: 'a' }, { id: 'b' }, { name: 'no id' }];
    rig = await startRig({
      env: { ...NO_TIMER, UPSTREAM_SOURCE_ID: 'project-7' },
      before: (upstream) => upstream.fail('images', { kind: 'rows', rows }),
      images: [{ ...generateImages(1)[0]!, id: 'b' }],
    });
    await catalogLoaded(rig);
    rig.clock.advance(42_999);
    const status = await catalog();
    expect(status.body).toMatchObject({
      count: 2,
      skipped: 1,
      sources: [
        {
          id: 'project-7',
          state: 'ok',
          count: 2,
          skipped: 1,
          lastSuccessAt: '2026-01-05T02:00:00.000Z',
          ageSeconds: 42,
          lastFailure: null,
        },
      ],
    });
    const page = bodyOf<{ catalog: { version: string } }>(await listImages(rig));
    expect(status.body).toMatchObject({ version: page.catalog.version });
    expect(await ready()).toBe(200);
  });

  it('tells that it is stale, why, and forgets that when a refresh succeeds', async () => {
    rig = await startRig({ env: NO_TIMER });
    await catalogLoaded(rig);
    rig.clock.advance(60_000);
    expect((await catalog()).body).toMatchObject({ sources: [{ state: 'stale', lastFailure: null }] });
    rig.upstream.fail('images', FORBIDDEN);
    await refreshAfter(rig, () => listImages(rig));
    expect((await catalog()).body).toMatchObject({
      count: 30,
      sources: [
        {
          state: 'stale',
          ageSeconds: 60,
          lastFailure: { class: 'UPSTREAM_REJECTED', at: '2026-01-05T02:01:00.000Z' },
        },
      ],
    });
    expect(await ready()).toBe(200);
    rig.upstream.heal();
    rig.clock.advance(6_000);
    await refreshAfter(rig, () => listImages(rig));
    expect((await catalog()).body).toMatchObject({
      sources: [{ state: 'ok', ageSeconds: 0, lastSuccessAt: '2026-01-05T02:01:06.000Z', lastFailure: null }],
    });
  });

  it('tells that nothing of it can be served any more, and when it was last good', async () => {
    rig = await startRig({ env: { ...NO_TIMER, CACHE_STALE_FOR: '1h' } });
    await catalogLoaded(rig);
    rig.clock.advance(3_660_000);
    expect((await catalog()).body).toEqual({
      version: null,
      count: 0,
      skipped: 0,
      sources: [
        {
          id: 'default',
          api: 'toast-v1',
          state: 'missing',
          count: 0,
          skipped: 0,
          lastSuccessAt: '2026-01-05T02:00:00.000Z',
          ageSeconds: 3_660,
          lastFailure: null,
        },
      ],
    });
    expect(await ready()).toBe(503);
  });

  it('is not cached, brings about no refresh, and tells no address and no secret', async () => {
    rig = await startRig({ env: NO_TIMER });
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    rig.clock.advance(61_000);
    const { headers, text } = await catalog();
    expect(headers['cache-control']).toBe('no-store');
    for (const name of ['etag', 'age', 'last-modified']) expect(headers).not.toHaveProperty(name);
    expect(text).not.toContain('127.0.0.1');
    for (const secret of Object.values(DEMO_CREDENTIALS)) expect(text).not.toContain(secret);
    expect(rig.upstream.calls).toEqual([]);
  });
});

describe('POST /v1/catalog/refresh', () => {
  const KEYS = { operator: 'key-of-the-operator', reader: 'key-of-a-reader' };
  let keys: ReplacedFile;

  beforeAll(() => {
    const sha256 = (key: string): string => createHash('sha256').update(key).digest('hex');
    keys = writeFile(
      JSON.stringify([
        {
          client: 'operator',
          sha256: sha256(KEYS.operator),
          scopes: ['images:read', 'catalog:refresh'],
        },
        { client: 'reader', sha256: sha256(KEYS.reader), scopes: ['images:read'] },
      ]),
    );
  });
  afterAll(() => keys.remove());

  async function start({ env = {}, ...options }: RigOptions = {}): Promise<void> {
    const access = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keys.path };
    rig = await startRig({ env: { ...NO_TIMER, ...access, ...env }, ...options });
  }
  const refresh = (key = KEYS.operator): request.Test =>
    request(rig.gateway.url).post('/v1/catalog/refresh').set('X-Api-Key', key);
  const list = (): request.Test => listImages(rig).set('X-Api-Key', KEYS.reader);

  it('starts a refresh of a fresh catalogue and does not wait for it', async () => {
    await start();
    await catalogLoaded(rig);
    rig.clock.advance(10_000);
    rig.upstream.fail('images', SILENCE);
    const answer = await refresh();
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ refresh: 'started' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await list()).headers['age']).toBe('10');
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('unchanged');
    expect((await list()).headers['age']).toBe('0');
  });

  it('joins one that runs, also the first of all', async () => {
    await start({ before: (upstream) => upstream.fail('images', SILENCE) });
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await refresh();
      expect(answer.status).toBe(202);
      expect(answer.body).toEqual({ refresh: 'joined' });
    }
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('changed');
    expect(rig.upstream.count('tokens')).toBe(1);
  });

  it('starts at most one in 5 s', async () => {
    await start();
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    await refreshAfter(rig, refresh);
    expect((await refresh()).body).toEqual({ refresh: 'recent' });
    rig.clock.advance(4_999);
    const recent = await refresh();
    expect(recent.status).toBe(202);
    expect(recent.body).toEqual({ refresh: 'recent' });
    expect(rig.upstream.count('images')).toBe(2);
    rig.clock.advance(1);
    const again = await refreshAfter(rig, async () => {
      expect((await refresh()).body).toEqual({ refresh: 'started' });
    });
    expect(again).toBe('unchanged');
  });

  it('is one refresh however many ask at once', async () => {
    await start();
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    rig.upstream.fail('images', SILENCE);
    const answers = await Promise.all(Array.from({ length: 30 }, () => refresh()));
    const words = answers.map((answer) => bodyOf<{ refresh: string }>(answer).refresh);
    expect(words.filter((word) => word === 'started')).toHaveLength(1);
    expect(words.filter((word) => word === 'joined')).toHaveLength(29);
    await refreshAfter(rig, () => rig.upstream.heal());
    expect(rig.upstream.count('images')).toBe(2);
  });

  it('does not respect a cooldown, for the operator may know that the upstream is well again', async () => {
    await start({ before: (upstream) => upstream.fail('images', FORBIDDEN) });
    expect((await list()).status).toBe(502);
    rig.upstream.heal();
    expect((await list()).status).toBe(502);
    const outcome = await refreshAfter(rig, async () => {
      expect((await refresh()).body).toEqual({ refresh: 'started' });
    });
    expect(outcome).toBe('changed');
    expect((await list()).status).toBe(200);
  });

  it('in a cooldown is waited for by callers without a catalogue', async () => {
    await start({ before: (upstream) => upstream.fail('images', FORBIDDEN) });
    expect((await list()).status).toBe(502);
    rig.upstream.fail('images', SILENCE);
    await refresh();
    const waiting = list().then(({ status }) => status);
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 2,
    );
    rig.upstream.heal();
    expect(await waiting).toBe(200);
  });

  it('never drops the catalogue', async () => {
    await start();
    await catalogLoaded(rig);
    const { text } = await list();
    rig.upstream.fail('images', { kind: 'json', json: null });
    expect(await refreshAfter(rig, refresh)).toBe('UPSTREAM_INVALID');
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(text);
    expect(answer.headers['cache-status']).toBe('image-gateway; hit; ttl=60');
  });

  it('is not for clients without the scope, and not for strangers', async () => {
    await start();
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    expect((await refresh(KEYS.reader)).status).toBe(403);
    expect((await refresh('no-key')).status).toBe(401);
    expect((await request(rig.gateway.url).post('/v1/catalog/refresh')).status).toBe(401);
    expect((await refresh().query({ now: 'true' })).status).toBe(400);
    expect(rig.upstream.calls).toEqual([]);
  });
});

describe('a first fetch that takes long', () => {
  it('although each exchange is in time, makes callers come again rather than wait', async () => {
    rig = await startRig({
      env: { UPSTREAM_PAGE_SIZE: '5', ...NO_TIMER },
      before: (upstream) => upstream.fail('images', { kind: 'delay', ms: 40 }),
    });
    const waiting = listImages(rig).then((answer) => answer);
    // 4 s pass with each page: no exchange sees its 10 s pass, but the caller sees 10.5 s pass
    for (let page = 1; page <= 3; page += 1) {
      await eventually(
        () => rig.upstream.count('images'),
        (pages) => pages >= page,
      );
      rig.clock.advance(4_000);
    }
    const answer = await waiting;
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'NOT_READY' });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ([first]) => first === 'changed',
    );
    expect((await listImages(rig)).status).toBe(200);
  });

  it('and fails is the answer to all who waited', async () => {
    rig = await startRig({ before: (upstream) => upstream.fail('images', [SILENCE]) });
    const waiting = Array.from({ length: 20 }, () => listImages(rig).then(({ body }): unknown => body));
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 1,
    );
    rig.clock.advance(10_000);
    for (const body of await Promise.all(waiting)) {
      expect(body).toMatchObject({ status: 504, code: 'UPSTREAM_TIMEOUT' });
    }
    expect(rig.upstream.count('images')).toBe(1);
  });
});
