import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn } from '../../src/stand-in/stand-in.js';

import {
  badMinute,
  lastCooldownMs,
  expectCooldowns,
  failure,
  loggedTries,
  Operator,
} from '../support/upstream-bad-minute.js';
import { CONNECTION_FAULTS, type ConnectionFault } from '../support/upstream-connection-table.js';
import type { Door } from '../support/upstream-doors.js';
import { catalogLoaded, passing, refreshAfter, startRig, type Rig } from '../support/upstream-rig.js';

const IMAGES = generateImages(30);
const OTHER_IMAGES = generateImages(31, 7);
const OTHER_IDS = OTHER_IMAGES.map(({ id }) => id).sort();

const operator = new Operator();
const folder = mkdtempSync(join(tmpdir(), 'gateway-store-'));
let rig: Rig;
let door: Door;
/** The first page, as long as the upstream was well. */
let healthy: string;

beforeAll(async () => {
  rig = await startRig({ images: IMAGES, env: { ...operator.env, CACHE_URL: `file:${folder}` } });
  await catalogLoaded(rig);
  healthy = (await operator.list(rig)).text;
  await rig.stop();
});
afterEach(() => Promise.all([rig.stop(), door.close()]));
afterAll(() => {
  operator.discard();
  rmSync(folder, { recursive: true });
});

async function startAt(fault: ConnectionFault, env: Record<string, string> = {}): Promise<void> {
  door = await fault.open();
  rig = await startRig({
    upstreamUrl: () => door.url,
    env: {
      ...operator.env,
      UPSTREAM_ALLOW_HTTP: 'true',
      // an endless fault is ended by the deadline, others must not meet it
      UPSTREAM_TIMEOUT: fault.code === 'UPSTREAM_TIMEOUT' ? '10s' : '1h',
      CACHE_FRESH_FOR: '1s',
      ...env,
    },
  });
}

async function expectMinute({ calls }: ConnectionFault, crowd: () => Promise<void>): Promise<void> {
  const refreshes = await badMinute(rig, loggedTries(rig), crowd);
  expect(refreshes).toBeLessThanOrEqual(5);
  expect(loggedTries(rig).tries()).toBe(refreshes * calls);
  expectCooldowns(rig, false);
}

describe('an upstream that cannot be reached, because of', () => {
  it.each(CONNECTION_FAULTS)('$name, is told to callers without a catalogue as $code', async (fault) => {
    await startAt(fault);
    const crowd = async (): Promise<void> => {
      for (const answer of await operator.crowd(rig)) {
        expect(answer.status).toBe(fault.code === 'UPSTREAM_TIMEOUT' ? 504 : 502);
        expect(answer.body).toMatchObject({ code: fault.code });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
        const longest = Math.ceil(lastCooldownMs(rig) / 1_000);
        expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(longest);
      }
    };
    await passing(rig.clock, Promise.all([crowd(), failure(rig)]));
    await expectMinute(fault, crowd);
  });

  it.each(CONNECTION_FAULTS)('$name, is not seen by callers where a catalogue was stored', async (fault) => {
    await startAt(fault, { CACHE_URL: `file:${folder}` });
    const crowd = async (): Promise<void> => {
      for (const answer of await operator.crowd(rig)) {
        expect([answer.status, answer.text]).toEqual([200, healthy]);
        expect(Number(answer.headers['age'])).toBeLessThanOrEqual(rig.clock.monotonic() / 1_000);
      }
    };
    await crowd();
    await passing(rig.clock, failure(rig));
    await expectMinute(fault, crowd);
    const stale = await operator.list(rig);
    expect(stale.headers['cache-status']).toMatch(/^image-gateway; hit; ttl=-\d+; detail=stale-if-error$/);
  });
});

describe('an upstream that can be reached again', () => {
  const HTTP = CONNECTION_FAULTS.filter(({ isHttp }) => isHttp);

  it.each(HTTP)('after $name, is asked when the cooldown is over', async (fault) => {
    await startAt(fault);
    await passing(rig.clock, failure(rig));
    await door.close();
    const well = await startStandIn({ images: OTHER_IMAGES, port: door.port });
    rig.clock.advance(lastCooldownMs(rig));
    expect((await operator.list(rig)).status).toBe(200);
    expect(await operator.ids(rig)).toEqual(OTHER_IDS);
    await well.close();
  });

  it.each(HTTP)('after $name, is asked at once when an operator says so', async (fault) => {
    await startAt(fault);
    await passing(rig.clock, failure(rig));
    await door.close();
    const well = await startStandIn({ images: OTHER_IMAGES, port: door.port });
    expect(await refreshAfter(rig, () => operator.refresh(rig))).toBe('changed');
    expect(await operator.ids(rig)).toEqual(OTHER_IDS);
    await well.close();
  });
});
