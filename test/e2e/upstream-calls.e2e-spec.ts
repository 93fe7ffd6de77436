import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn } from '../../src/stand-in/stand-in.js';

import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startRelay } from '../support/upstream-relay.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  passing,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const FORBIDDEN: Fault = { kind: 'status', status: 403 };
/** What an upstream says whose clock is right. */
const OUR_TIME = { date: 'Mon, 05 Jan 2026 02:00:00 GMT' };
const ROOT = `/compute/v1.0/appkeys/${DEMO_CREDENTIALS.appkey}`;

let rig: Rig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

describe('what is asked of the upstream', () => {
  it('is one token and one listing for 300 callers who come at once to an empty gateway', async () => {
    rig = await startRig({ before: (upstream) => upstream.fail('images', [{ kind: 'delay', ms: 300 }]) });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, caller) =>
        caller % 3 === 0 ? listImages(rig) : listImages(rig, `?limit=${1 + (caller % 200)}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(300);
    expect(rig.upstream.count('tokens')).toBe(1);
    // the page that holds all 30 images, and the one after it that says that there are no more
    expect(rig.upstream.count('images')).toBe(2);
  });

  it('is said by limit and marker alone, to two paths, as JSON that may not be cached by anyone', async () => {
    rig = await startRig({ images: generateImages(25), env: { UPSTREAM_PAGE_SIZE: '10' } });
    await catalogLoaded(rig);
    const [issue, ...pages] = rig.upstream.calls;
    expect(issue).toMatchObject({ method: 'POST', path: `${ROOT}/tokens`, query: {} });
    expect(issue?.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      accept: 'application/json',
    });
    expect(issue?.headers).not.toHaveProperty('x-auth-token');
    expect(pages.map(({ method, path }) => [method, path])).toEqual(Array(4).fill(['GET', `${ROOT}/images`]));
    expect(pages.map(({ query }) => Object.keys(query))).toEqual([
      ['limit'],
      ...Array<string[]>(3).fill(['limit', 'marker']),
    ]);
    expect(pages.every(({ query }) => query['limit'] === '10')).toBe(true);
    for (const { headers } of pages) {
      expect(headers).toMatchObject({ accept: 'application/json' });
      expect(headers['x-auth-token']).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it('is nothing for an image that does not exist, for a query that is refused, and for probes', async () => {
    rig = await startRig();
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    expect((await listImages(rig, '/nowhere')).status).toBe(404);
    expect((await listImages(rig, '?id=nowhere')).body).toMatchObject({ items: [] });
    expect((await listImages(rig, '?marker=x&id=..')).status).toBe(400);
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect((await request(rig.gateway.managementUrl).get(path)).status).toBe(200);
    }
    expect(rig.upstream.calls).toEqual([]);
  });

  it('goes through connections that are kept', async () => {
    const target = await startStandIn({ images: generateImages(25) });
    const relay = await startRelay(target.url);
    rig = await startRig({ env: { UPSTREAM_PAGE_SIZE: '5' }, upstreamUrl: () => relay.url });
    await catalogLoaded(rig);
    for (let turn = 0; turn < 3; turn += 1) await refreshAfter(rig, () => rig.clock.advance(54_000));
    expect(target.count('images')).toBe(24);
    expect(relay.connections).toBe(1);
    await Promise.all([relay.close(), target.close()]);
  });
});

describe('credentials', () => {
  const NAMES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
  const saved = new Map(NAMES.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('are not shown to a proxy that the environment names', async () => {
    const elsewhere = await startStandIn();
    const proxy = await startRelay(elsewhere.url);
    for (const name of NAMES) process.env[name] = new URL(proxy.url).origin;
    rig = await startRig();
    await catalogLoaded(rig);
    expect(proxy.connections).toBe(0);
    await Promise.all([proxy.close(), elsewhere.close()]);
  });

  it.each([301, 302, 303, 307, 308])('do not follow a redirect with status %i', async (status) => {
    const elsewhere = await startStandIn();
    const headers = { location: `${elsewhere.url}/v1.0/appkeys/x/images` };
    rig = await startRig({
      before: (upstream) => {
        upstream.fail('tokens', [{ kind: 'status', status, headers }]);
        upstream.fail('images', { kind: 'status', status, headers });
      },
    });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
    await refreshAfter(rig, () => rig.clock.advance(6_000));
    expect(rig.upstream.count('images')).toBe(1);
    expect(elsewhere.calls).toEqual([]);
    await elsewhere.close();
  });
});

describe('a failure that passes', () => {
  const BUSY: Fault = { kind: 'status', status: 503 };

  it.each([
    ['one', [BUSY]],
    ['two', [BUSY, { kind: 'reset' }]],
    ['one unknown exception', [{ kind: 'envelope', code: -2 }]],
    ['two of the database', [{ kind: 'envelope', code: -6 }, { kind: 'truncate' }]],
  ] as const)('is not seen by callers: %s', async (_name, faults) => {
    rig = await startRig({ before: (upstream) => upstream.fail('images', faults) });
    expect((await passing(rig.clock, listImages(rig))).status).toBe(200);
    expect(rig.upstream.count('images')).toBe(faults.length + 2);
    expect(rig.upstream.count('tokens')).toBe(1);
  });

  it('is waited for as long as the upstream asks, within the deadline', async () => {
    const busy: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '7' } };
    rig = await startRig({ before: (upstream) => upstream.fail('images', [busy]) });
    const answer = listImages(rig).then(({ status }) => status);
    await eventually(
      () => rig.gateway.logs.filter(({ outcome }) => outcome === 'UPSTREAM_UNAVAILABLE'),
      (failed) => failed.length === 1,
    );
    rig.clock.advance(6_999);
    expect((await catalogStatus(rig))['version']).toBeNull();
    expect(rig.upstream.count('images')).toBe(1);
    rig.clock.advance(1);
    expect(await answer).toBe(200);
  });

  it('is not waited for beyond the deadline', async () => {
    const busy: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '10' } };
    rig = await startRig({ before: (upstream) => upstream.fail('images', busy) });
    const answer = await listImages(rig);
    expect(answer.body).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(answer.headers['retry-after']).toBe('10');
    expect(rig.upstream.count('images')).toBe(1);
  });
});

describe('after a failed refresh', () => {
  const failing = (fault: Fault, env = {}): Promise<Rig> =>
    startRig({ env, before: (upstream) => upstream.fail('images', fault) });
  /** A deadline that no step of a test reaches. */
  const PATIENT = { UPSTREAM_TIMEOUT: '1h' };
  const retryAfter = async (): Promise<number> => Number((await listImages(rig)).headers['retry-after']);

  it('the upstream is left alone for 5 s, doubling to 60 s, 20 % more or less', async () => {
    rig = await failing(FORBIDDEN, PATIENT);
    const seen: number[] = [];
    for (const seconds of [5, 10, 20, 40, 60, 60, 60]) {
      await eventually(
        () => refreshOutcomes(rig.gateway).length,
        (refreshes) => refreshes === seen.length + 1,
      );
      const wait = await retryAfter();
      expect(wait).toBeGreaterThanOrEqual(seconds * 0.8);
      expect(wait).toBeLessThanOrEqual(Math.ceil(seconds * 1.2));
      seen.push(wait / seconds);
      rig.clock.advance(seconds * 800 - 1);
      expect(rig.upstream.count('images')).toBe(seen.length);
      rig.clock.advance(seconds * 400 + 1);
    }
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  it('a success ends the doubling', async () => {
    rig = await failing(FORBIDDEN, PATIENT);
    expect((await listImages(rig)).status).toBe(502);
    for (const ms of [6_000, 12_000, 24_000]) await refreshAfter(rig, () => rig.clock.advance(ms));
    rig.upstream.heal();
    expect(await refreshAfter(rig, () => rig.clock.advance(48_000))).toBe('changed');
    rig.upstream.fail('images', FORBIDDEN);
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('UPSTREAM_REJECTED');
    rig.upstream.heal();
    expect(await refreshAfter(rig, () => rig.clock.advance(6_000))).toBe('unchanged');
  });

  it.each([
    ['seconds', '300', 300],
    ['a date', 'Mon, 05 Jan 2026 02:02:00 GMT', 120],
    ['more seconds than we wait', '86400', 600],
    ['a date that we do not wait for', 'Tue, 06 Jan 2026 02:00:00 GMT', 600],
    ['more digits than any wait has', '99999999999', 600],
    ['a date of RFC 850', 'Monday, 05-Jan-26 02:02:00 GMT', 120],
    ['a date of asctime', 'Mon Jan  5 02:02:00 2026', 120],
  ])('a Retry-After of %s lengthens that', async (_form, field, seconds) => {
    rig = await failing({ kind: 'status', status: 503, headers: { ...OUR_TIME, 'retry-after': field } });
    expect(await retryAfter()).toBe(seconds);
    expect(rig.upstream.count('images')).toBe(1);
    rig.clock.advance(seconds * 1_000 - 1);
    expect(await retryAfter()).toBe(1);
    expect(rig.upstream.count('images')).toBe(1);
    rig.upstream.heal();
    rig.clock.advance(1);
    expect((await listImages(rig)).status).toBe(200);
  });

  it.each([
    ['fewer seconds', '0'],
    ['a date that has passed', 'Mon, 05 Jan 2026 01:59:00 GMT'],
    ['neither seconds nor a date', 'soon'],
    ['a negative number', '-7'],
  ])('a Retry-After of %s changes nothing', async (_form, field) => {
    rig = await failing({ kind: 'status', status: 403, headers: { ...OUR_TIME, 'retry-after': field } });
    const wait = await retryAfter();
    expect(wait).toBeGreaterThanOrEqual(4);
    expect(wait).toBeLessThanOrEqual(6);
  });

  it('a Retry-After counts in an envelope that says 429, too', async () => {
    const busy = { header: { isSuccessful: false, resultCode: 30429, resultMessage: 'busy' } };
    const headers = { 'content-type': 'application/json', 'retry-after': '90' };
    rig = await failing({ kind: 'status', status: 200, headers, body: JSON.stringify(busy) });
    expect(await retryAfter()).toBe(90);
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('no number of callers makes it ask again before', async () => {
    rig = await failing(FORBIDDEN);
    await listImages(rig);
    const answers = await Promise.all(Array.from({ length: 100 }, () => listImages(rig)));
    expect(answers.every(({ status }) => status === 502)).toBe(true);
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('with CACHE_KEEP_WARM=false the next caller after the cooldown makes it ask again', async () => {
    rig = await failing(FORBIDDEN, { CACHE_KEEP_WARM: 'false' });
    expect((await listImages(rig)).status).toBe(502);
    rig.clock.advance(7_000);
    expect((await catalogStatus(rig))['lastFailure']).toMatchObject({ class: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(1);
    rig.upstream.heal();
    expect((await listImages(rig)).status).toBe(200);
  });
});

describe('a clock that was moved by the machine', () => {
  it('does not shorten or lengthen a cooldown, because ages are counted from a clock that only grows', async () => {
    /** Its wall clock stands an hour back after the start. */
    class JumpingClock extends ManualClock {
      jumpMs = 0;
      override now(): number {
        return super.now() + this.jumpMs;
      }
    }
    const clock = new JumpingClock();
    rig = await startRig({ clock });
    await catalogLoaded(rig);
    clock.jumpMs = -3_600_000;
    clock.advance(18_000);
    expect((await listImages(rig)).headers).toMatchObject({
      age: '18',
      'cache-status': 'image-gateway; hit; ttl=42',
    });
  });
});
