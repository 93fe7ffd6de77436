import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

import request from 'supertest';

import { CatalogService } from '../../src/catalog/catalog.service.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import type { Operation } from '../../src/stand-in/stand-in.types.js';

import { spellingsOf } from '../support/secret-spellings.js';
import { echoing } from '../support/upstream-echo.js';
import { ENDLESS_FAULTS, FAULTS, MAX_BODY } from '../support/upstream-fault-table.js';
import { writeFile, type ReplacedFile } from '../support/upstream-files.js';
import { eventually } from '../support/eventually.js';
import {
  bodyOf,
  catalogLoaded,
  passing,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';
import { CANARIES, leaksIn } from '../support/upstream-secrets.js';

const { appkey, password, token, cursorSecret, apiKey } = CANARIES;
const USERNAME = 'canary@example.test';
/** What a spiteful upstream may say. */
const SPELT = [appkey, password, token, cursorSecret].flatMap((secret) =>
  spellingsOf(secret).map(({ bytes }) => bytes.toString('utf8')),
);
const COOL_MS = 11 * 60_000;
const ISSUE: Fault = { kind: 'token', fields: { id: token } };
/** Node takes header values as bytes; callers send a key in UTF-8. */
const KEY_HEADER = Buffer.from(apiKey, 'utf8').toString('latin1');

let keys: ReplacedFile;
let rig: Rig;
let captured: string[];

beforeAll(() => {
  const sha256 = createHash('sha256').update(apiKey, 'utf8').digest('hex');
  keys = writeFile(
    JSON.stringify([{ client: 'canary', sha256, scopes: ['images:read', 'catalog:refresh'] }]),
  );
});
afterAll(() => keys.remove());
beforeEach(() => (captured = []));
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

async function start(before: (rig: Rig['upstream']) => void, env = {}): Promise<void> {
  rig = await startRig({
    appkey,
    username: USERNAME,
    password,
    fixedToken: token,
    images: generateImages(30),
    before,
    env: {
      UPSTREAM_APPKEY: appkey,
      UPSTREAM_USERNAME: USERNAME,
      UPSTREAM_PASSWORD: password,
      CURSOR_SECRET: cursorSecret,
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: keys.path,
      LOG_LEVEL: 'trace',
      UPSTREAM_MAX_BODY: MAX_BODY,
      UPSTREAM_TIMEOUT: '1h',
      CACHE_KEEP_WARM: 'false',
      CACHE_STALE_FOR: '720h',
      ...env,
    },
  });
}

/** Asks, and keeps every byte of the answer. */
async function ask(asked: request.Test): Promise<request.Response> {
  const answer = await asked.set('X-Api-Key', KEY_HEADER);
  captured.push(answer.text ?? '', JSON.stringify(answer.headers));
  return answer;
}
const get = (path: string): Promise<request.Response> => ask(request(rig.gateway.url).get(path));
const post = (path: string): Promise<request.Response> => ask(request(rig.gateway.url).post(path));

/** Whatever can be asked for, and the log. */
async function captureEverything(): Promise<void> {
  for (const path of ['/v1/images', '/v1/images/nowhere', '/v1/catalog', '/openapi.json', '/docs', '/no']) {
    await get(path);
  }
  for (const path of ['/livez', '/readyz', '/metrics', '/no']) {
    await ask(request(rig.gateway.managementUrl).get(path));
  }
  captured.push(JSON.stringify(rig.gateway.logs));
}

function expectNoLeak(): void {
  expect(captured.join('').length).toBeGreaterThan(10_000);
  expect(leaksIn(captured)).toEqual([]);
}

describe('no secret comes out', () => {
  it.each<Operation>(['images', 'tokens'])(
    'when the call for %s fails in every way',
    async (operation) => {
      await start((upstream) => {
        upstream.fail('tokens', ISSUE);
        upstream.fail(operation, { kind: 'status', status: 403 });
      });
      for (const { fault, code } of FAULTS[operation].filter(({ endless }) => !endless)) {
        rig.clock.advance(COOL_MS);
        rig.upstream.fail(operation, echoing(fault, SPELT));
        const answer = await passing(rig.clock, get('/v1/images'));
        expect(answer.body).toMatchObject({ code });
      }
      await captureEverything();
      expectNoLeak();
    },
    90_000,
  );

  it('when the upstream is silent, with and without a catalogue', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE), { UPSTREAM_TIMEOUT: '10s' });
    await catalogLoaded(rig);
    for (const { fault } of ENDLESS_FAULTS) {
      rig.clock.advance(COOL_MS);
      rig.upstream.clearCalls();
      rig.upstream.fail('images', echoing(fault, SPELT));
      await get('/v1/images');
      await eventually(
        () => rig.upstream.count('images'),
        (calls) => calls === 1,
      );
      await refreshAfter(rig, () => rig.clock.advance(10_000));
      await get('/v1/images');
    }
    rig.clock.advance(721 * 3_600_000);
    const expired = get('/v1/images');
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 2,
    );
    rig.clock.advance(10_000);
    expect((await expired).status).toBe(504);
    await captureEverything();
    expectNoLeak();
  });

  it('when the upstream repeats them in its headers and in its data', async () => {
    const all = Object.values({ appkey, password, token });
    const location = `https://elsewhere.example.test/appkeys/${encodeURIComponent(appkey)}?t=${encodeURIComponent(token)}`;
    const headers = { location, 'x-token': token, 'set-cookie': `t=${encodeURIComponent(token)}` };
    await start((upstream) => {
      upstream.fail('tokens', ISSUE);
      upstream.fail('images', { kind: 'status', status: 302, headers });
    });
    expect((await get('/v1/images')).status).toBe(502);
    const rows = all.flatMap((secret, at) => [
      {
        id: `a-${at}`,
        name: secret,
        status: secret,
        properties: { os_type: secret, [`os_${secret}`]: secret },
      },
      { id: `b-${at}`, name: Buffer.from(secret).toString('base64'), createdAt: secret },
      { id: secret, name: encodeURIComponent(secret) },
    ]);
    rig.upstream.fail('images', { kind: 'rows', rows });
    rig.clock.advance(COOL_MS);
    expect((await get('/v1/images')).status).toBe(502);
    rig.upstream.images = generateImages(1).map((image) => ({ ...image, id: 'b-2' }));
    rig.upstream.fail('images', [{ kind: 'rows', rows }]);
    rig.clock.advance(COOL_MS);
    expect((await get('/v1/images?limit=2')).status).toBe(200);
    for (const { id } of bodyOf<{ items: { id: string }[] }>(await get('/v1/images')).items) {
      await get(`/v1/images/${id}`);
    }
    await captureEverything();
    expectNoLeak();
  });

  it('when the gateway has a bug that repeats them', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE));
    await catalogLoaded(rig);
    const url = `${rig.upstream.url}/v1.0/appkeys/${encodeURIComponent(appkey)}/images`;
    const bug = Object.assign(new TypeError(`cannot read ${url} with ${token}`), {
      config: { url, headers: { 'X-Auth-Token': token }, data: JSON.stringify({ password }) },
      cause: new Error(`${password} as ${Buffer.from(password).toString('base64')}`),
    });
    const service = rig.gateway.gateway.app.get(CatalogService);
    const broken = jest.spyOn(service, 'available');
    for (const thrown of [bug, `${password} ${token}`, { appkey }, undefined]) {
      broken.mockRejectedValueOnce(thrown);
      const answer = await get('/v1/images');
      expect(answer.status).toBe(500);
      expect(answer.body).toMatchObject({ code: 'INTERNAL' });
      expect(Object.keys(bodyOf<object>(answer)).sort()).toEqual(
        ['code', 'detail', 'requestId', 'status', 'title', 'type'].sort(),
      );
    }
    broken.mockRestore();
    expect(JSON.stringify(rig.gateway.logs)).toContain('cannot read');
    await captureEverything();
    expectNoLeak();
  });

  it('when callers put their key where it does not belong, or send another', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE));
    await catalogLoaded(rig);
    const key = encodeURIComponent(apiKey);
    await get(`/v1/images?apiKey=${key}`);
    await get(`/v1/images?limit=${key}&cursor=${key}&status=${key}&sort=${key}&fields=${key}&offset=${key}`);
    const list = request(rig.gateway.url).get('/v1/images');
    await ask(
      list.set('Authorization', `Bearer ${key}`).set('Cookie', `key=${key}`).set('X-Request-Id', key),
    );
    const wrong = await request(rig.gateway.url).get('/v1/images').set('X-Api-Key', `${KEY_HEADER}x`);
    expect(wrong.status).toBe(401);
    captured.push(wrong.text, JSON.stringify(wrong.headers));
    await captureEverything();
    expectNoLeak();
  });

  it('in a cursor, or when one is forged', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE));
    await catalogLoaded(rig);
    const first = await get('/v1/images?limit=1');
    const cursor = bodyOf<{ page: { nextCursor: string } }>(first).page.nextCursor;
    expect(cursor).toMatch(/^[A-Za-z0-9_-]{20,}/);
    captured.push(Buffer.from(cursor, 'base64url').toString('latin1'));
    expect((await get(`/v1/images?limit=1&cursor=${cursor}`)).status).toBe(200);
    expect((await get(`/v1/images?limit=1&cursor=${cursor.slice(0, -2)}`)).status).toBe(400);
    await captureEverything();
    expectNoLeak();
  });

  it('when refreshes are forced and the gateway stops', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE));
    await catalogLoaded(rig);
    await refreshAfter(rig, () => post('/v1/catalog/refresh'));
    expect(refreshOutcomes(rig.gateway)).toEqual(['changed', 'unchanged']);
    await captureEverything();
    await rig.gateway.stop();
    captured.push(JSON.stringify(rig.gateway.logs));
    expectNoLeak();
  });

  it('when a start is refused because settings are wrong', async () => {
    await start((upstream) => upstream.fail('tokens', ISSUE));
    const wrong = {
      UPSTREAM_APPKEY: `${appkey} `,
      UPSTREAM_TOKEN: token,
      UPSTREAM_PASSWORD: password,
      UPSTREAM_URL: `http://user:${encodeURIComponent(password)}@host/appkeys/${encodeURIComponent(appkey)}?t=${token}`,
      UPSTREAM_TIMEOUT: token,
      UPSTREAM_PAGE_SIZE: password,
      UPSTREAM_MAX_BODY: appkey,
      UPSTREAM_SOURCE_ID: token,
      [`UPSTREAM_${token}`]: 'x',
      CURSOR_SECRET: cursorSecret,
      CURSOR_SECRET_FILE: cursorSecret,
      ACCESS_MODE: 'anonymous',
      LOG_LEVEL: cursorSecret,
    };
    for (const env of [wrong, { ...wrong, UPSTREAM_APPKEY: appkey, CURSOR_SECRET_FILE: '' }]) {
      try {
        loadConfig(env);
        captured.push('no error');
      } catch (error) {
        captured.push(String(error), inspect(error, { depth: 10 }), JSON.stringify(error));
      }
    }
    expect(captured).not.toContain('no error');
    await captureEverything();
    expectNoLeak();
  });
});
