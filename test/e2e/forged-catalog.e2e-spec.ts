import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { eventually } from '../support/eventually.js';
import { forged, type Forgery } from '../support/forged-catalog.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { catalogLoaded, listImages, startRig, type Rig } from '../support/upstream-rig.js';

/** Where catalogues are stored, as a test can get at them. */
interface Place {
  readonly url: string;
  read(): Promise<Buffer | undefined>;
  write(bytes: Buffer): Promise<unknown>;
  discard(): Promise<unknown>;
}

const DAY_MS = 86_400_000;

let place: Place;
let rig: Rig;

afterEach(async () => {
  await rig.stop();
  await place.discard();
});

function env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    CACHE_KEEP_WARM: 'false',
    CACHE_FRESH_FOR: '60s',
    CACHE_STALE_FOR: '1h',
    CACHE_URL: place.url,
    ...more,
  };
}

/** Stores a list, changes it, and starts a gateway whose upstream refuses everything. */
async function startWith(forgery: Forgery, more: Readonly<Record<string, string>> = {}): Promise<void> {
  rig = await startRig({ env: env(more), images: generateImages(30) });
  await catalogLoaded(rig);
  const bytes = await eventually(
    () => place.read(),
    (found) => found !== undefined,
  );
  await rig.stop();
  await place.write(forged(bytes!, forgery));
  rig = await startRig({ env: env(more), clock: new ManualClock(), upstreamUrl: () => 'http://127.0.0.1:1' });
}

function readiness(): request.Test {
  return request(rig.gateway.managementUrl).get('/readyz');
}

function reasons(): unknown[] {
  return rig.gateway.logs
    .filter(({ msg }) => msg === 'stored catalogue cannot be read')
    .map(({ reason }) => reason);
}

function aFolder(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'forged-catalog-'));
  const path = (): string | undefined => {
    const name = readdirSync(folder).find((each) => each.endsWith('.catalog'));
    return name === undefined ? undefined : join(folder, name);
  };
  return Promise.resolve({
    url: `file:${folder}`,
    read: () => Promise.resolve(path() === undefined ? undefined : readFileSync(path()!)),
    write: (bytes) => Promise.resolve(writeFileSync(path()!, bytes)),
    discard: () => Promise.resolve(rmSync(folder, { recursive: true })),
  });
}

async function aRedis(): Promise<Place> {
  const redis = await RedisServer.start();
  const key = async (): Promise<string | undefined> =>
    (await redis.keys()).find((name) => name.endsWith('}'));
  const ask = (command: (string | Buffer)[]): Promise<unknown> =>
    redis.ask((client) => client.sendCommand(command, { typeMapping: { 36: Buffer } }));
  return {
    url: redis.url,
    read: async () => {
      const name = await key();
      // what Redis answers to this is bytes
      return name === undefined ? undefined : ((await ask(['GET', name])) as Buffer);
    },
    write: async (bytes) => ask(['SET', (await key())!, bytes]),
    discard: () => redis.discard(),
  };
}

function behavesAlike(): void {
  it('is served where nothing but its checksum is another', async () => {
    await startWith({});
    expect((await readiness()).status).toBe(200);
    expect(reasons()).toEqual([]);
  });

  it.each<[string, Forgery, string]>([
    [
      'of another source',
      { images: (json) => json.replaceAll('"source":"default"', '"source":"evil"') },
      'an image is of another source',
    ],
    [
      'with a property that is hidden',
      { images: (json) => json.replace('"properties":{', '"properties":{"hidden":"x",') },
      'PROPERTIES_ALLOW',
    ],
    ['with an image twice', { images: (json) => `${json.slice(0, -1)},${json.slice(1)}` }, 'expected form'],
    [
      'with more bytes than it may have',
      { images: (json) => json + ' '.repeat(50_000_000) },
      'UPSTREAM_MAX_LISTING',
    ],
    ['that says too much of itself', { facts: { imagesSize: 2 ** 40 } }, 'UPSTREAM_MAX_LISTING'],
    ['that says nothing of itself', { facts: { imagesSize: 'many' } }, 'does not begin'],
  ])('is not served when it is one %s, and the log says so once', async (_what, forgery, reason) => {
    await startWith(forgery, { UPSTREAM_MAX_LISTING: '100kB', UPSTREAM_MAX_IMAGES: '1000' });
    expect((await readiness()).status).toBe(503);
    expect(reasons()).toEqual([expect.stringContaining(reason)]);
  });

  it('is not served when it has more images than are allowed by now', async () => {
    await startWith({});
    await rig.stop();
    rig = await startRig({
      env: env({ UPSTREAM_MAX_IMAGES: '29' }),
      upstreamUrl: () => 'http://127.0.0.1:1',
    });
    expect((await readiness()).status).toBe(503);
    expect(reasons()).toEqual([expect.stringContaining('UPSTREAM_MAX_IMAGES allows (29')]);
  });

  it('is as new as can be when it is of next year', async () => {
    const at = new ManualClock().now() + 365 * DAY_MS;
    await startWith({ facts: { confirmedAt: at, changedAt: at } });
    const now = rig.clock.now();
    expect((await readiness()).status).toBe(200);
    const answer = await request(rig.gateway.url).get('/v1/catalog');
    const { sources } = answer.body as { sources: [{ lastSuccessAt: string; ageSeconds: number }] };
    const [{ lastSuccessAt, ageSeconds }] = sources;
    // where replicas have told of it, it is as old as that
    expect(Date.parse(lastSuccessAt)).toBeLessThanOrEqual(now);
    expect(Date.parse(lastSuccessAt)).toBeGreaterThan(now - DAY_MS);
    expect(ageSeconds).toBeLessThan(DAY_MS / 1_000);
    const { headers } = await listImages(rig);
    expect(Date.parse(String(headers['last-modified']))).toBeLessThanOrEqual(now);
  });

  it('is refused when no date can be made of its times, and breaks nothing', async () => {
    const at = Number.MAX_SAFE_INTEGER;
    await startWith({ facts: { confirmedAt: at, changedAt: at } });
    expect((await readiness()).status).toBe(503);
    expect((await request(rig.gateway.managementUrl).get('/metrics')).status).toBe(200);
    expect((await request(rig.gateway.url).get('/v1/catalog')).body).toMatchObject({ version: null });
    expect(reasons()).toEqual(['it has another format than this version stores']);
  });
}

describe('a forged catalogue in a folder', () => {
  beforeEach(async () => (place = await aFolder()));
  behavesAlike();
});

describeWithRedis('a forged catalogue in a Redis', () => {
  beforeEach(async () => (place = await aRedis()));
  behavesAlike();
});
