import { generateImages } from '../../src/stand-in/generate-images.js';
import type { Fault } from '../../src/stand-in/fault.js';

import { eventually } from '../support/eventually.js';
import {
  bodyOf,
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const FORBIDDEN: Fault = { kind: 'status', status: 403 };
const SILENCE: Fault = { kind: 'hang', at: 'headers' };
const STALE_MS = 61_000;
const NO_TIMER = { CACHE_KEEP_WARM: 'false' };
/** The page that holds all images, and the one after it. */
const LISTING = 2;

let rig: Rig;
afterEach(async () => {
  rig.upstream.heal();
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

/** A rig with a catalogue that has just been read. */
async function start(options: RigOptions = {}): Promise<void> {
  rig = await startRig(options);
  await catalogLoaded(rig);
  rig.upstream.clearCalls();
}

/** Lets a caller come so much later, and waits for the refresh that this brings about. */
function refreshIn(ms: number): Promise<unknown> {
  return refreshAfter(rig, () => {
    rig.clock.advance(ms);
    return listImages(rig);
  });
}

async function total(): Promise<unknown> {
  const answer = await listImages(rig);
  expect(answer.status).toBe(200);
  return bodyOf<{ page: { total: unknown } }>(answer).page.total;
}

describe('the headers of freshness', () => {
  it.each([
    [0, '0', 60, 60, 86_400, ''],
    [999, '0', 59, 59, 86_400, ''],
    [18_000, '18', 42, 42, 86_400, ''],
    [59_999, '59', 0, 0, 86_400, ''],
    [60_000, '60', 0, 0, 86_400, '; detail=stale-while-revalidate'],
    [370_000, '370', -310, 0, 86_090, '; detail=stale-while-revalidate'],
    [86_459_000, '86459', -86_399, 0, 1, '; detail=stale-while-revalidate'],
  ])('after %i ms say Age %s and ttl %i', async (ms, age, ttl, maxAge, stale, detail) => {
    await start({ env: { ...NO_TIMER, UPSTREAM_TIMEOUT: '720h' } });
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(ms);
    const { headers, status } = await listImages(rig);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      age,
      'cache-control': `private, max-age=${maxAge}, stale-while-revalidate=${stale}, stale-if-error=${stale}`,
      'cache-status': `image-gateway; hit; ttl=${ttl}${detail}`,
    });
  });

  it('follow CACHE_FRESH_FOR and CACHE_STALE_FOR', async () => {
    await start({ env: { ...NO_TIMER, CACHE_FRESH_FOR: '10m', CACHE_STALE_FOR: '30m' } });
    rig.clock.advance(60_000);
    expect((await listImages(rig)).headers).toMatchObject({
      'cache-control': 'private, max-age=540, stale-while-revalidate=1800, stale-if-error=1800',
      'cache-status': 'image-gateway; hit; ttl=540',
    });
  });

  it('say that the last refresh failed, until one succeeds', async () => {
    await start({ env: NO_TIMER });
    rig.upstream.fail('images', FORBIDDEN);
    expect(await refreshIn(STALE_MS)).toBe('UPSTREAM_REJECTED');
    expect((await listImages(rig)).headers).toMatchObject({
      age: '61',
      'cache-control': 'private, max-age=0, stale-while-revalidate=86399, stale-if-error=86399',
      'cache-status': 'image-gateway; hit; ttl=-1; detail=stale-if-error',
    });
    rig.upstream.heal();
    expect(await refreshIn(6_000)).toBe('unchanged');
    expect((await listImages(rig)).headers).toMatchObject({
      age: '0',
      'cache-status': 'image-gateway; hit; ttl=60',
    });
  });

  it('do not say that a refresh failed while the catalogue is fresh', async () => {
    await start();
    rig.upstream.fail('images', FORBIDDEN);
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('UPSTREAM_REJECTED');
    expect((await listImages(rig)).headers['cache-status']).toBe('image-gateway; hit; ttl=6');
  });
});

describe('once there is a catalogue', () => {
  it('a fresh one is served without a look at the upstream', async () => {
    await start({ env: NO_TIMER });
    rig.clock.advance(59_000);
    await Promise.all(Array.from({ length: 20 }, () => listImages(rig)));
    expect(rig.upstream.calls).toEqual([]);
  });

  it('any number of callers of a stale one bring about one refresh behind them', async () => {
    await start({ env: NO_TIMER });
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(STALE_MS);
    const answers = await Promise.all(Array.from({ length: 50 }, () => listImages(rig)));
    expect(answers.every(({ headers }) => headers['age'] === '61')).toBe(true);
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('unchanged');
    expect(rig.upstream.count('images')).toBe(LISTING);
    expect((await listImages(rig)).headers['age']).toBe('0');
  });

  it('no caller waits for an upstream that is silent, before and after its time is over', async () => {
    await start({ env: NO_TIMER });
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(STALE_MS);
    const during = await Promise.all(Array.from({ length: 50 }, () => listImages(rig)));
    expect(during.every(({ status }) => status === 200)).toBe(true);
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 1,
    );
    expect(await refreshAfter(rig, () => rig.clock.advance(10_000))).toBe('UPSTREAM_TIMEOUT');
    expect((await listImages(rig)).headers['cache-status']).toMatch(/detail=stale-if-error$/);
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('it is refreshed on a timer before it gets stale, with no caller at all', async () => {
    await start();
    for (const turn of [1, 2, 3]) {
      expect(await refreshAfter(rig, () => rig.clock.advance(59_000))).toBe('unchanged');
      expect(rig.upstream.count('images')).toBe(turn * LISTING);
    }
  });

  it('with CACHE_KEEP_WARM=false it is refreshed only when somebody asks', async () => {
    await start({ env: NO_TIMER });
    rig.clock.advance(12 * 3_600_000);
    expect((await catalogStatus(rig))['state']).toBe('stale');
    expect(rig.upstream.calls).toEqual([]);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('unchanged');
  });

  it('a change of the upstream replaces it in one step', async () => {
    await start({ env: NO_TIMER });
    rig.upstream.images = generateImages(120);
    rig.upstream.fail('images', [{ kind: 'delay', ms: 0 }, SILENCE]);
    rig.clock.advance(STALE_MS);
    expect(await total()).toBe(30);
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 2,
    );
    expect(await total()).toBe(30);
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('changed');
    expect(await total()).toBe(120);
  });
});

describe('when CACHE_FRESH_FOR and CACHE_STALE_FOR are over', () => {
  const HOUR = { ...NO_TIMER, CACHE_STALE_FOR: '1h' };

  it('and the upstream fails, callers get its failure as if there never was a catalogue', async () => {
    await start({ env: HOUR });
    rig.upstream.fail('images', FORBIDDEN);
    rig.clock.advance(3_659_999);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('UPSTREAM_REJECTED');
    expect((await listImages(rig)).headers).toMatchObject({
      'cache-control': 'private, max-age=0, stale-while-revalidate=0, stale-if-error=0',
    });
    rig.clock.advance(1);
    const answer = await listImages(rig);
    expect(answer.status).toBe(502);
    expect(answer.body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(answer.headers).not.toHaveProperty('etag');
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('and the upstream is well, callers wait for a new one', async () => {
    await start({ env: HOUR });
    rig.clock.advance(3_660_000);
    expect((await listImages(rig)).headers).toMatchObject({
      age: '0',
      'cache-status': 'image-gateway; hit; ttl=60',
    });
    expect(rig.upstream.count('images')).toBe(LISTING);
  });

  it('and the upstream lists far less than before, that is believed, for there is nothing to compare it with', async () => {
    await start({ env: HOUR });
    rig.upstream.images = generateImages(3);
    rig.clock.advance(3_660_000);
    expect(await total()).toBe(3);
  });

  it('at once with CACHE_STALE_FOR=0s, a catalogue that is not fresh is not served', async () => {
    await start({ env: { ...NO_TIMER, CACHE_STALE_FOR: '0s' } });
    rig.upstream.fail('images', FORBIDDEN);
    rig.clock.advance(60_000);
    expect((await listImages(rig)).status).toBe(502);
  });
});

describe('an upstream that suddenly lists less than half', () => {
  const FEWER = generateImages(9);

  it.each([{}, NO_TIMER])('is asked again by itself within 5 s and then believed, with %j', async (env) => {
    await start({ images: generateImages(20), env });
    rig.upstream.images = FEWER;
    expect(await refreshIn(STALE_MS)).toBe('doubted');
    expect(await catalogStatus(rig)).toMatchObject({ state: 'stale', count: 20, lastFailure: null });
    expect(await refreshAfter(rig, () => rig.clock.advance(5_000))).toBe('changed');
    expect(await total()).toBe(9);
  });

  it('is believed, too, when a caller makes it say so again 3 s later', async () => {
    await start({ images: generateImages(20), env: NO_TIMER });
    rig.upstream.images = FEWER;
    expect(await refreshIn(STALE_MS)).toBe('doubted');
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(3_000);
    const answer = await listImages(rig);
    expect(answer.body).toMatchObject({ page: { total: 20 } });
    expect(answer.headers['cache-status']).toMatch(/stale-while-revalidate$/);
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('changed');
    expect(await total()).toBe(9);
  });

  it('is not believed if it takes that back', async () => {
    const images = generateImages(40);
    await start({ images });
    rig.upstream.images = [];
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('doubted');
    expect(await total()).toBe(40);
    rig.upstream.images = images;
    expect(await refreshAfter(rig, () => rig.clock.advance(5_000))).toBe('unchanged');
    rig.upstream.images = [];
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('doubted');
    expect(await total()).toBe(40);
  });

  it('is no confirmation of the catalogue: its age goes on', async () => {
    await start({ images: generateImages(20) });
    rig.upstream.images = FEWER;
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('doubted');
    expect((await listImages(rig)).headers['age']).toBe('54');
  });

  it.each([
    [19, 1],
    [19, 0],
    [20, 10],
    [41, 21],
    [1, 0],
  ])('but of %i images lists still %i is believed at once', async (before, after) => {
    await start({ images: generateImages(before) });
    rig.upstream.images = generateImages(after);
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('changed');
    expect(await total()).toBe(after);
  });

  it.each([
    [20, 9],
    [41, 20],
    [200, 0],
  ])('and of %i images lists only %i is doubted', async (before, after) => {
    await start({ images: generateImages(before) });
    rig.upstream.images = generateImages(after);
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('doubted');
    expect(await total()).toBe(before);
  });
});
