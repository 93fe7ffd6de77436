import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { Drain } from '../../src/lifecycle/drain.js';

import { KeyFile } from '../support/door-keys.js';
import { eventually } from '../support/eventually.js';
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

const OFTEN = { CACHE_FRESH_FOR: '60s', CACHE_KEEP_WARM: 'false' };
const OPERATOR = 'an-operators-key';

let rig: Rig;
let keys: KeyFile | undefined;

async function start(options: RigOptions = {}): Promise<Rig> {
  rig = await startRig(options);
  return rig;
}

/** With a client that may force refreshes. */
function withOperator(env: Record<string, string> = {}): Record<string, string> {
  keys = new KeyFile({ client: 'ops', key: OPERATOR, scopes: ['images:read', 'catalog:refresh'] });
  return { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keys.path, ...env };
}

function force(): request.Test {
  return request(rig.gateway.url).post('/v1/catalog/refresh').set('x-api-key', OPERATOR);
}

afterEach(async () => {
  await rig.stop();
  keys?.discard();
  keys = undefined;
});

describe('an upstream that repeats a secret in another case', () => {
  it('brings it into no answer, and nobody can search for it', async () => {
    const appkey = 'abcdef0123456789abcdef01';
    const echo = appkey.toUpperCase();
    const images = generateImages(1).map((image) => ({
      ...image,
      name: `Ubuntu ${echo} (2026.03.10)`,
      status: echo,
      properties: { os_distro: echo, os_type: `x${echo}` },
    }));
    await start({ appkey, images, env: { UPSTREAM_APPKEY: appkey } });
    await catalogLoaded(rig);
    const page = await listImages(rig);
    expect(page.body).toMatchObject({ page: { total: 1 } });
    expect(page.text.toLowerCase()).not.toContain(appkey);
    const unknown = await listImages(rig, '?status=zzz');
    expect(unknown.text.toLowerCase()).not.toContain(appkey);
    expect((await listImages(rig, `?q=${appkey}`)).body).toMatchObject({ page: { total: 0 } });
  });
});

describe('a caller who sends a secret of ours', () => {
  it('does not get it back, in no part of any answer or log line', async () => {
    await start();
    await catalogLoaded(rig);
    const { appkey } = DEMO_CREDENTIALS;
    const answers = [
      await listImages(rig, `?nameContains=${appkey}`),
      await listImages(rig, `?q=${appkey}`),
      await listImages(rig, `?${appkey}=1`),
      await listImages(rig).set('x-request-id', appkey),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 200]);
    for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toContain(appkey);
    expect(JSON.stringify(rig.gateway.logs)).not.toContain(appkey);
  });
});

describe('a token that is refused in the middle of a listing', () => {
  it.each([-4, -5])('does not restart it when the renewal fails with %i', async (code) => {
    await start({
      images: generateImages(250),
      before: (upstream) => {
        upstream.fail('images', [
          { kind: 'delay', ms: 0 },
          { kind: 'envelope', code: 30401 },
        ]);
        upstream.fail('tokens', [
          { kind: 'delay', ms: 0 },
          { kind: 'envelope', code },
          { kind: 'envelope', code },
        ]);
      },
    });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      (outcomes) => outcomes.length > 0,
    );
    expect(refreshOutcomes(rig.gateway)).toEqual(['UPSTREAM_REJECTED']);
    expect(rig.upstream.count('tokens')).toBe(2);
  });
});

describe('a forced refresh', () => {
  it('does not shorten the time that the upstream had asked for', async () => {
    await start({
      env: withOperator(OFTEN),
      before: (upstream) =>
        upstream.fail('images', { kind: 'status', status: 503, headers: { 'Retry-After': '300' } }),
    });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ([outcome]) => outcome === 'UPSTREAM_UNAVAILABLE',
    );
    rig.upstream.fail('images', { kind: 'envelope', code: -7 });
    expect(await refreshAfter(rig, force)).toBe('UPSTREAM_REJECTED');
    const answer = await listImages(rig).set('x-api-key', OPERATOR);
    expect(answer.status).toBe(502);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(250);
  });

  it('is waited for, also in a cooldown, by callers without a catalogue', async () => {
    await start({
      env: withOperator(OFTEN),
      before: (upstream) => upstream.fail('images', { kind: 'envelope', code: -7 }),
    });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ([outcome]) => outcome === 'UPSTREAM_REJECTED',
    );
    rig.upstream.fail('images', { kind: 'delay', ms: 200 }, { times: 1 });
    expect((await force()).body).toEqual({ refresh: 'started' });
    expect((await listImages(rig).set('x-api-key', OPERATOR)).status).toBe(200);
  });
});

describe('while draining', () => {
  it('tells a stranger nothing but 401', async () => {
    await start({ env: withOperator() });
    await catalogLoaded(rig);
    rig.gateway.gateway.app.get(Drain).begin();
    expect((await listImages(rig)).status).toBe(401);
    const known = await listImages(rig).set('x-api-key', OPERATOR);
    expect([known.status, known.headers['connection']]).toEqual([200, 'close']);
  });
});

describe('an envelope that is no envelope', () => {
  it('is unusable, and not asked for again', async () => {
    const json = { header: { isSuccessful: { toString: 1, valueOf: 1 }, resultCode: 0 }, images: [] };
    await start({ before: (upstream) => upstream.fail('images', { kind: 'json', json }) });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ([outcome]) => outcome === 'UPSTREAM_INVALID',
    );
    expect(rig.upstream.count('images')).toBe(1);
  });
});

describe('a doubted listing', () => {
  it('is not confirmed by the very next caller, but 3 s later', async () => {
    await start({ env: OFTEN });
    await catalogLoaded(rig);
    rig.upstream.images = [];
    rig.clock.advance(61_000);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('doubted');
    rig.upstream.clearCalls();
    for (let caller = 0; caller < 5; caller++) await listImages(rig);
    rig.clock.advance(2_900);
    await listImages(rig);
    expect(rig.upstream.count('images')).toBe(0);
    expect(await refreshAfter(rig, () => rig.clock.advance(200))).toBe('changed');
  });
});

describe('bounds of which one is out of range', () => {
  it.each(['createdSince=2300-01-01&createdBefore=2026-01-01', 'sizeMin=99999999999999999999&sizeMax=1'])(
    'are told as that alone: %s',
    async (query) => {
      await start();
      await catalogLoaded(rig);
      const { errors } = bodyOf<{ errors: { code: string }[] }>(await listImages(rig, `?${query}`));
      expect(errors.map(({ code }) => code)).toEqual(['OUT_OF_RANGE']);
    },
  );
});

describe('a text that grows when its case is folded', () => {
  it.each(['nameContains', 'q'])('has a link to itself that works: %s', async (name) => {
    await start();
    await catalogLoaded(rig);
    const answer = await listImages(rig, `?${name}=${encodeURIComponent('İ'.repeat(128))}`);
    const { links } = bodyOf<{ links: { self: string } }>(answer);
    expect((await request(rig.gateway.url).get(links.self)).status).toBe(200);
  });
});

describe('an unknown path of the management port', () => {
  it('has the same request id in header and problem', async () => {
    await start();
    const answer = await request(rig.gateway.managementUrl).get('/nothing');
    expect(answer.headers['x-request-id']).toBe(bodyOf<{ requestId: string }>(answer).requestId);
  });
});
