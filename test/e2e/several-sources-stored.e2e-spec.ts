import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { syntheticImage } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { eventually } from '../support/eventually.js';
import { SourcesRig, statesOf, statusOf } from '../support/sources-rig.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const NOWHERE = { url: 'http://127.0.0.1:1' };
const DOWN = { kr1: NOWHERE, kr2: NOWHERE };

function own(seed: string, count: number): StandInImage[] {
  return Array.from({ length: count }, (_, index) => syntheticImage(seed, index));
}

let rig: SourcesRig;

beforeEach(async () => {
  rig = await SourcesRig.start({ kr1: own('one', 40), kr2: own('two', 30) });
});

afterEach(() => rig.stop());

function stored(): string[] {
  const folder = join(rig.folder, 'catalog');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.catalog'))
    .map((name) => join(folder, name));
}

function add(members: Parameters<SourcesRig['add']>[1] = {}): Promise<TestGateway> {
  return rig.add({ CACHE_URL: `file:${join(rig.folder, 'catalog')}`, CACHE_KEEP_WARM: 'false' }, members);
}

/** Runs a gateway until both lists are stored. @returns the version that it served */
async function storeOnce(): Promise<string | null> {
  const gateway = await add();
  const { version } = await rig.serves(gateway, 70);
  await eventually(
    () => stored(),
    (files) => files.length === 2,
  );
  await rig.stopGateways();
  return version;
}

describe('lists of several sources in a folder', () => {
  it('are files of their own, and a restart in an outage of all comes up ready with them', async () => {
    const version = await storeOnce();
    rig.clock.advance(90_000);
    const gateway = await add(DOWN);
    const status = await rig.serves(gateway, 70);
    expect(status.version).toBe(version);
    expect(statesOf(status)).toEqual({ kr1: 'stale', kr2: 'stale' });
    expect((await request(gateway.managementUrl).get('/readyz')).status).toBe(200);
    const answer = await request(gateway.url).get('/v1/images?limit=1');
    expect(Number(answer.headers['age'])).toBeGreaterThanOrEqual(90);
  });

  it('come back beside a source that answers', async () => {
    const version = await storeOnce();
    rig.clock.advance(90_000);
    const gateway = await add({ kr1: NOWHERE });
    expect((await rig.serves(gateway, 70)).version).toBe(version);
    await rig.source(gateway, 'kr2', ({ state }) => state === 'ok');
    expect(statesOf(await statusOf(gateway))).toEqual({ kr1: 'stale', kr2: 'ok' });
  });

  it('are damaged one by one, which the log says of that source', async () => {
    await storeOnce();
    const damaged = stored().find((name) => name.includes('kr2'))!;
    writeFileSync(damaged, readFileSync(damaged).subarray(0, -50));
    const gateway = await add(DOWN);
    expect(statesOf(await rig.serves(gateway, 40))).toEqual({ kr1: 'ok', kr2: 'missing' });
    expect(gateway.logs.filter(({ msg }) => msg === 'stored catalogue cannot be read')).toEqual([
      expect.objectContaining({ level: 'error', source: 'kr2' }),
    ]);
    const metrics = await request(gateway.managementUrl).get('/metrics');
    expect(metrics.text).toContain('gateway_store_up{use="read"} 0');
  });

  it('are found again by a gateway of one upstream under the same id, and the other way round', async () => {
    await storeOnce();
    const alone = await startGateway({
      upstreamUrl: NOWHERE.url,
      clock: rig.clock,
      env: {
        CACHE_URL: `file:${join(rig.folder, 'catalog')}`,
        UPSTREAM_SOURCE_ID: 'kr1',
        UPSTREAM_APPKEY: 'appkey-of-kr1',
        UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
      },
    });
    expect((await statusOf(alone)).count).toBe(40);
    await rig.clock.passing(alone.stop());
  });
});
