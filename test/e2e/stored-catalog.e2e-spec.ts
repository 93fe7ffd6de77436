import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  passing,
  refreshAfter,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const NO_TIMER = { CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '60s', CACHE_STALE_FOR: '1h' };

/** A disk of a few blocks. */
const smallDisk = mkdtempSync(join(tmpdir(), 'small-disk-'));

let folder: string;
let rig: Rig;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stored-catalog-'))));

afterEach(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

function env(more: Record<string, string> = {}): Record<string, string> {
  return { ...NO_TIMER, CACHE_URL: `file:${join(folder, 'catalog')}`, ...more };
}

/** The file of the last good catalogue, once it is there. */
async function storedFile(): Promise<string> {
  const list = (): string[] => {
    try {
      return readdirSync(join(folder, 'catalog')).filter((name) => name.endsWith('.catalog'));
    } catch {
      return [];
    }
  };
  const [name] = await eventually(list, (names) => names.length > 0);
  return join(folder, 'catalog', name!);
}

/** Runs a gateway until its catalogue is stored. */
async function storeOnce(images = generateImages(30)): Promise<{ version: unknown; file: string }> {
  rig = await startRig({ env: env(), images });
  await catalogLoaded(rig);
  const { version } = await catalogStatus(rig);
  const file = await storedFile();
  await rig.stop();
  return { version, file };
}

/** Starts a gateway whose upstream refuses everything, some time after the one before. */
async function restartInOutage(afterMs: number, more: Record<string, string> = {}): Promise<void> {
  const clock = new ManualClock();
  clock.advance(afterMs);
  rig = await startRig({ env: env(more), clock, upstreamUrl: () => 'http://127.0.0.1:1' });
}

function readiness(): request.Test {
  return request(rig.gateway.managementUrl).get('/readyz');
}

describe('a restart while the upstream is down', () => {
  it('comes up ready with the stored catalogue, as old as it is', async () => {
    const { version } = await storeOnce();
    await restartInOutage(90_000);
    expect((await readiness()).status).toBe(200);
    const answer = await listImages(rig, '?limit=5');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ age: '90' });
    expect(answer.body).toMatchObject({ page: { total: 30 } });
    expect(await catalogStatus(rig)).toMatchObject({ version, state: 'stale', count: 30, ageSeconds: 90 });
  });

  it('is not ready with a catalogue that is too old to be served', async () => {
    await storeOnce();
    await restartInOutage(3_661_000);
    expect((await readiness()).status).toBe(503);
    expect((await passing(rig.clock, listImages(rig))).status).toBe(502);
  });

  it('keeps what a clock that is wrong makes too old, and is ready once the clock is right', async () => {
    const { version } = await storeOnce();
    const days = 3 * 86_400_000;
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + days);
    const clock = new ManualClock();
    clock.jump(days);
    rig = await startRig({ env: env(), clock, upstreamUrl: () => 'http://127.0.0.1:1' });
    expect((await readiness()).status).toBe(503);
    wrong.mockRestore();
    clock.jump(-days);
    clock.advance(5_000);
    expect((await readiness()).status).toBe(200);
    await rig.stop();
    await restartInOutage(0);
    expect(await catalogStatus(rig)).toMatchObject({ version, count: 30 });
  });

  it('takes nothing for the future: a stored catalogue from a clock that went ahead is as new as can be', async () => {
    await storeOnce();
    const clock = new ManualClock(Date.UTC(2025, 0, 1));
    rig = await startRig({ env: env(), clock, upstreamUrl: () => 'http://127.0.0.1:1' });
    expect((await listImages(rig)).headers).toMatchObject({ age: '0' });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['was cut off', (bytes) => bytes.subarray(0, bytes.length - 100)],
    ['is empty', () => Buffer.alloc(0)],
    ['has another byte', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])])],
    ['is something else', () => Buffer.from('a file of somebody else\n')],
    [
      'is of an older format',
      (bytes) => Buffer.from(bytes.toString('latin1').replace('"format":3', '"format":2'), 'latin1'),
    ],
  ])('says so in the log when the stored catalogue %s, and serves nothing of it', async (_what, damage) => {
    const { file } = await storeOnce();
    writeFileSync(file, damage(readFileSync(file)));
    await restartInOutage(1_000);
    expect((await readiness()).status).toBe(503);
    const complaints = rig.gateway.logs.filter(({ msg }) => msg === 'stored catalogue cannot be read');
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatchObject({
      level: 'error',
      reason: expect.stringMatching(/^its? /) as unknown,
    });
  });
});

describe('a store that cannot be written', () => {
  it('stops nothing, and is told of in the log', async () => {
    writeFileSync(join(folder, 'catalog'), 'a file where the folder should be');
    rig = await startRig({ env: env() });
    await catalogLoaded(rig);
    expect((await listImages(rig)).status).toBe(200);
    const complaints = await eventually(
      () => rig.gateway.logs.filter(({ msg }) => msg === 'stored catalogue cannot be written'),
      ({ length }) => length > 0,
    );
    expect(complaints[0]).toMatchObject({ level: 'error', reason: 'EEXIST' });
  });
});

describe('a disk that is full', () => {
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', smallDisk]).status === 0;
  if (!isMounted)
    process.stderr.write('left out: the test that needs a small disk, because none can be mounted\n');

  afterAll(() => {
    if (isMounted) spawnSync('umount', [smallDisk]);
    rmSync(smallDisk, { recursive: true, force: true });
  });

  (isMounted ? it : it.skip)(
    'keeps the catalogue from before, and takes the next one that fits',
    async () => {
      const store = { ...env(), CACHE_URL: `file:${smallDisk}` };
      rig = await startRig({ env: store });
      await catalogLoaded(rig);
      const { version } = await catalogStatus(rig);
      await becomes(generateImages(3_000), 'changed');
      expect(
        await eventually(
          () => storeMessages(),
          ({ length }) => length > 0,
        ),
      ).toEqual([['stored catalogue cannot be written', 'ENOSPC']]);
      await rig.stop();
      rig = await startRig({ env: store, upstreamUrl: () => 'http://127.0.0.1:1' });
      expect((await catalogStatus(rig))['version']).toBe(version);
      await rig.stop();
      rig = await startRig({ env: store, images: generateImages(3_000) });
      await eventually(
        () => storeMessages(),
        ({ length }) => length === 1,
        20_000,
      );
      rig.upstream.images = generateImages(40);
      await becomes(generateImages(40), 'doubted');
      await becomes(generateImages(40), 'changed');
      await eventually(
        () => storeMessages(),
        ({ length }) => length === 2,
      );
      expect(storeMessages()[1]).toEqual(['stored catalogue can again be written', undefined]);
      expect(readdirSync(smallDisk)).toHaveLength(1);
    },
  );

  async function becomes(images: ReturnType<typeof generateImages>, outcome: string): Promise<void> {
    rig.upstream.images = images;
    expect(await refreshAfter(rig, () => rig.clock.advance(61_000) ?? listImages(rig))).toBe(outcome);
  }

  function storeMessages(): unknown[][] {
    return rig.gateway.logs
      .filter(({ msg }) => String(msg).startsWith('stored catalogue'))
      .map(({ msg, reason }) => [msg, reason]);
  }
});

describe('a stop', () => {
  it('waits for what is being stored', async () => {
    rig = await startRig({ env: env({ SHUTDOWN_TIMEOUT: '1h' }), images: generateImages(3_000) });
    await catalogLoaded(rig);
    await rig.stop();
    const names = readdirSync(join(folder, 'catalog'));
    expect(names).toEqual([expect.stringMatching(/^image-gateway-3-default-[0-9a-f]{12}-\.catalog$/)]);
  });
});

describe('what is stored', () => {
  it('holds no secret', async () => {
    const { file } = await storeOnce();
    const [line = ''] = readFileSync(file).toString('latin1').split('\n', 1);
    const images = gunzipSync(readFileSync(file).subarray(line.length + 1)).toString();
    expect(JSON.parse(images)).toHaveLength(30);
    for (const secret of ['demo-appkey-000000', 'demo-api-password'])
      expect(line + images).not.toContain(secret);
  });
});
