import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { eventually } from '../support/eventually.js';
import { mayBeStored } from '../support/gateway-watch.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import type { TestGateway } from '../support/start-gateway.js';
import { writeFile, type ReplacedFile } from '../support/upstream-files.js';
import {
  bodyOf,
  catalogLoaded,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const DAY_MS = 86_400_000;
const FIRST = 'the-first-password';
const NEW = 'a-Brand/new+password-777';
const BEGINNING = 'a-Brand';
const BASE64 = Buffer.from(NEW).toString('base64');
// they are in the lists of gateways that do not know them yet
[NEW, BEGINNING].forEach(mayBeStored);

/** Images that tell a secret which nobody knows yet: in names, properties, and an id. */
function tellingImages(): ReturnType<typeof generateImages> {
  const [first, second, third, ...others] = generateImages(30);
  return [
    { ...first!, name: `Debian 12.1 ${NEW} (2026.03.10)` },
    {
      ...second!,
      properties: { ...second!.properties, description: `in base64: ${BASE64}`, [`os_${NEW}`]: '' },
    },
    { ...third!, id: 'id-a-Brand-777' },
    ...others,
  ];
}

type Page = { page: { total: number }; items: { id: string; name: string; family: string }[] };

async function page({ url }: TestGateway, query = '?limit=200'): Promise<Page & { text: string }> {
  const answer = await request(url).get(`/v1/images${query}`);
  expect(answer.status).toBe(200);
  return { ...bodyOf<Page>(answer), text: answer.text };
}

/** How many images tell it, and how many are found by it. */
async function tells(gateway: TestGateway, secret = NEW): Promise<[number, number]> {
  const { text } = await page(gateway);
  const spellings = [secret, Buffer.from(secret).toString('base64')];
  const told = spellings.reduce((sum, each) => sum + text.split(each).length - 1, 0);
  const found = await page(gateway, `?q=${encodeURIComponent(secret)}`);
  return [told, found.page.total];
}

async function ageOf({ url }: TestGateway): Promise<number> {
  return Number((await request(url).get('/v1/images?limit=1')).headers['age']);
}

describe('a secret that stands in a list from before it was one', () => {
  let rig: Rig;
  let folder: string;
  let file: ReplacedFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stored-secrets-'));
    file = writeFile(FIRST);
  });

  afterEach(async () => {
    await rig.stop();
    file.remove();
    rmSync(folder, { recursive: true });
  });

  function env(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
    return {
      CACHE_URL: `file:${folder}`,
      CACHE_KEEP_WARM: 'false',
      CACHE_FRESH_FOR: '60s',
      CACHE_STALE_FOR: '1h',
      ...more,
    };
  }

  async function start(more: Readonly<Record<string, string | undefined>> = {}): Promise<void> {
    const password = more['UPSTREAM_PASSWORD_FILE'] === undefined ? DEMO_CREDENTIALS.password : FIRST;
    rig = await startRig({ env: env(more), images: tellingImages(), password });
    await catalogLoaded(rig);
  }

  it('is masked when the list is restored, as a listing does it', async () => {
    await start();
    expect(await tells(rig.gateway)).toEqual([4, 1]);
    await rig.stop();
    rig = await startRig({
      env: env({ UPSTREAM_PASSWORD: NEW }),
      clock: new ManualClock(),
      upstreamUrl: () => 'http://127.0.0.1:1',
    });
    expect(await tells(rig.gateway)).toEqual([0, 0]);
    const restored = await page(rig.gateway);
    expect(restored.items.map(({ name }) => name)).toContain('Debian 12.1 *** (2026.03.10)');
    await rig.stop();
    const listed = await startRig({
      env: { UPSTREAM_PASSWORD: NEW },
      images: tellingImages(),
      password: NEW,
    });
    rig = listed;
    await catalogLoaded(listed);
    expect((await page(listed.gateway)).text).toBe(restored.text);
  });

  it('takes the image away whose id tells it, and counts it as skipped', async () => {
    await start();
    await rig.stop();
    rig = await startRig({
      env: env({ UPSTREAM_PASSWORD: BEGINNING }),
      clock: new ManualClock(),
      upstreamUrl: () => 'http://127.0.0.1:1',
    });
    // the list is waited for, its state is not
    expect(await tells(rig.gateway, BEGINNING)).toEqual([0, 0]);
    expect(await statusOf(rig.gateway)).toMatchObject({ count: 29, sources: [{ skipped: 1 }] });
  });

  /** Lets the token end, and the next refresh fail: at the call for a token, or after it. */
  async function failsLater(operation: 'tokens' | 'images'): Promise<void> {
    rig.upstream.fail(operation, { kind: 'reset' });
    rig.clock.advance(DAY_MS);
    await page(rig.gateway);
    const outcome = eventually(
      () => refreshOutcomes(rig.gateway).at(-1),
      (last) => last === 'UPSTREAM_UNAVAILABLE',
    );
    await rig.clock.passing(outcome);
  }

  /** A file is looked at once in a second. */
  async function replaceFile(): Promise<void> {
    file.replace(NEW);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  }

  function isMasked(): Promise<unknown> {
    return eventually(
      () => tells(rig.gateway),
      ([told, found]) => told + found === 0,
    );
  }

  const FROM_FILE = (): Record<string, string | undefined> => ({
    UPSTREAM_PASSWORD: undefined,
    UPSTREAM_PASSWORD_FILE: file.path,
    CACHE_STALE_FOR: '720h',
  });

  it('is masked as soon as its replaced file is read, with another version and date', async () => {
    await start(FROM_FILE());
    const before = await request(rig.gateway.url).get('/v1/images?limit=200');
    await replaceFile();
    await failsLater('tokens');
    await isMasked();
    const after = await request(rig.gateway.url)
      .get('/v1/images?limit=200')
      .set('If-None-Match', before.headers['etag']!);
    expect(after.status).toBe(200);
    const dates = [before, after].map(({ headers }) => Date.parse(headers['last-modified']!));
    expect(dates[1]! - dates[0]!).toBeGreaterThanOrEqual(DAY_MS);
    expect(Number(after.headers['age'])).toBeGreaterThanOrEqual(DAY_MS / 1_000);
    expect(rig.gateway.logs.map(({ msg }) => msg)).toContain('catalogue masked');
  });

  it('is masked as soon as a token is issued that stands in the list', async () => {
    await start({ CACHE_STALE_FOR: '720h' });
    rig.upstream.fail('tokens', { kind: 'token', fields: { id: NEW } });
    await failsLater('images');
    await isMasked();
  });

  it('stays masked when a refresh finds the same list again', async () => {
    await start({ CACHE_STALE_FOR: '720h' });
    rig.upstream.fail('tokens', { kind: 'token', fields: { id: NEW } });
    await failsLater('images');
    await isMasked();
    const { version } = await statusOf(rig.gateway);
    rig.upstream.heal();
    const refreshed = refreshAfter(rig, () => rig.clock.advance(11 * 60_000) ?? page(rig.gateway));
    expect(await refreshed).toBe('unchanged');
    expect(await statusOf(rig.gateway)).toMatchObject({ version });
    expect(await tells(rig.gateway)).toEqual([0, 0]);
  });

  it('changes nothing where it does not stand in the list', async () => {
    await start(FROM_FILE());
    rig.upstream.images = generateImages(30);
    rig.clock.advance(61_000);
    expect(await refreshAfter(rig, () => page(rig.gateway))).toBe('changed');
    const { version } = await statusOf(rig.gateway);
    await replaceFile();
    await failsLater('tokens');
    expect(await statusOf(rig.gateway)).toMatchObject({ version });
    const messages = rig.gateway.logs.map(({ msg }) => msg);
    expect(messages).toContain('secret file loaded');
    expect(messages).not.toContain('catalogue masked');
  });
});

describeWithRedis('a list of a replica that does not know a secret of this one', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start(tellingImages());
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  it('is masked when it is taken over, and is confirmed by news of it as any other', async () => {
    // it lists nothing by itself
    const knows = { UPSTREAM_PASSWORD: NEW, CACHE_KEEP_WARM: 'false' };
    const first = await rig.addWith(redis);
    await rig.allServe(30);
    await rig.isTold(redis);
    const second = await rig.addWith(redis, knows);
    await rig.allServe(30);
    expect([await tells(first), await tells(second)]).toEqual([
      [4, 1],
      [0, 0],
    ]);
    const { listings } = rig;
    for (let interval = 1; interval <= 3; interval++) {
      await rig.pass(8_000);
      await rig.passUntil(() => rig.listings === listings + interval);
    }
    await rig.passUntil(async () => (await ageOf(second)) < 3);
    expect([await tells(first), await tells(second)]).toEqual([
      [4, 1],
      [0, 0],
    ]);
    expect(rig.listings).toBe(listings + 3);
  });
});
