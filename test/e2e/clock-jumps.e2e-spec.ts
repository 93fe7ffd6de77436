import { generateImages } from '../../src/stand-in/generate-images.js';
import type { Fault } from '../../src/stand-in/fault.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const HOURS = 3_600_000;
const NO_TIMER = { CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '60s', CACHE_STALE_FOR: '1h' };
const JUMPS: readonly [string, number][] = [
  ['forwards', 5 * HOURS],
  ['back', -5 * HOURS],
];

let rig: Rig;

afterEach(() => rig.stop());

async function start(options: RigOptions = {}): Promise<void> {
  rig = await startRig(options);
  await catalogLoaded(rig);
}

interface Told {
  readonly status: number;
  readonly age: number;
  readonly cacheStatus: string;
  readonly date: number;
  readonly lastModified: number;
  readonly etag: string;
}

async function told(query = '?limit=1'): Promise<Told> {
  const { status, headers } = await listImages(rig, query);
  return {
    status,
    age: Number(headers['age']),
    cacheStatus: String(headers['cache-status']),
    date: Date.parse(String(headers['date'])),
    lastModified: Date.parse(String(headers['last-modified'])),
    etag: String(headers['etag']),
  };
}

describe.each(JUMPS)('a wall clock that jumps %s by hours', (_direction, ms) => {
  it('makes a list neither older nor younger', async () => {
    await start({ env: NO_TIMER });
    rig.clock.advance(10_000);
    rig.clock.jump(ms);
    expect(await told()).toMatchObject({ age: 10, cacheStatus: 'image-gateway; hit; ttl=50' });
    expect(await catalogStatus(rig)).toMatchObject({ state: 'ok', ageSeconds: 10 });
    expect(refreshOutcomes(rig.gateway)).toHaveLength(1);
    rig.upstream.fail('images', { kind: 'status', status: 403 });
    rig.clock.advance(60_000);
    expect(await told()).toMatchObject({
      age: 70,
      cacheStatus: expect.stringContaining('; ttl=-10;') as string,
    });
    rig.clock.advance(HOURS - 11_000);
    expect((await told()).status).toBe(200);
    rig.clock.advance(2_000);
    expect((await told()).status).toBe(502);
  });

  it('moves no timer', async () => {
    await start({ env: { CACHE_FRESH_FOR: '60s' } });
    rig.clock.jump(ms);
    const before = rig.upstream.count('images');
    rig.clock.advance(53_000);
    expect(rig.upstream.count('images')).toBe(before);
    expect(await refreshAfter(rig, () => rig.clock.advance(1_000))).toBe('unchanged');
  });

  it('leaves a cooldown as long as it is', async () => {
    rig = await startRig({
      env: NO_TIMER,
      before: (upstream) => upstream.fail('images', { kind: 'status', status: 403 }),
    });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ({ length }) => length === 1,
    );
    rig.clock.jump(ms);
    rig.upstream.heal();
    expect((await told()).status).toBe(502);
    expect(rig.upstream.count('images')).toBe(1);
    rig.clock.advance(6_001);
    expect((await told()).status).toBe(200);
  });

  it('keeps a token as long as it lives', async () => {
    await start({ env: { ...NO_TIMER, CACHE_FRESH_FOR: '10s' }, tokenLifetimeSeconds: 3_600 });
    rig.clock.jump(ms);
    await refreshAfter(rig, async () => {
      rig.clock.advance(20_000);
      await told();
    });
    expect(rig.upstream.count('tokens')).toBe(1);
    rig.clock.advance(HOURS);
    await refreshAfter(rig, () => told());
    expect(rig.upstream.count('tokens')).toBe(2);
  });

  it('ends no connection', async () => {
    await start({ env: NO_TIMER });
    const connection = await RawConnection.open(rig.gateway.url);
    for (let sent = 0; sent < 2; sent++) {
      connection.send(requestText('GET', '/v1/images'));
      expect((await connection.answer()).status).toBe(200);
      rig.clock.jump(ms);
      rig.clock.advance(30_000);
    }
    connection.close();
  });

  it('keeps dates sane: nothing was modified later than now, and what has changed is never called unmodified', async () => {
    await start({ env: NO_TIMER });
    const seen: Told[] = [];
    const images = generateImages(40);
    for (const count of [35, 36, 37]) {
      seen.push(await told());
      rig.clock.jump(ms);
      seen.push(await told());
      rig.upstream.images = images.slice(0, count);
      await refreshAfter(rig, async () => {
        rig.clock.advance(61_000);
        await told();
      });
    }
    const now = await told();
    for (const { date, lastModified, etag } of [...seen, now]) {
      expect(lastModified).toBeLessThanOrEqual(date);
      const since = new Date(lastModified).toUTCString();
      const answer = await listImages(rig, '?limit=1').set('If-Modified-Since', since);
      if (etag !== now.etag) expect(answer.status).toBe(200);
    }
    expect((await listImages(rig, '?limit=1').set('If-None-Match', now.etag)).status).toBe(304);
  });
});

describe('a Retry-After with a date', () => {
  it.each(JUMPS)(
    'is compared with the clock that the upstream has, when ours jumps %s',
    async (_direction, ms) => {
      const clock = { at: Date.UTC(2026, 0, 5, 2, 0, 0) };
      const date = (after: number): string => new Date(clock.at + after).toUTCString();
      const busy: Fault = {
        kind: 'status',
        status: 503,
        headers: { date: date(0), 'retry-after': date(120_000) },
      };
      rig = await startRig({ env: NO_TIMER, before: (upstream) => upstream.fail('images', busy) });
      await eventually(
        () => refreshOutcomes(rig.gateway),
        ({ length }) => length === 1,
      );
      rig.clock.jump(ms);
      rig.clock.advance(121_000);
      await refreshAfter(rig, () => told());
      expect(Number((await listImages(rig)).headers['retry-after'])).toBe(120);
    },
  );
});
