import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { after, askChanges, changesSince, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import { catalogLoaded, listImages, refreshAfter } from '../support/upstream-rig.js';

const IMAGES = generateImages(34);

let folder: string;
let clock: ManualClock;
let upstream: StandIn;
let gateway: TestGateway;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'changes-stored-'));
  clock = new ManualClock();
  upstream = await startStandIn({ images: IMAGES.slice(0, 30) });
  await start();
  await catalogLoaded({ gateway });
});

afterEach(async () => {
  await gateway.stop();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const env = {
    CACHE_KEEP_WARM: 'false',
    CACHE_FRESH_FOR: '60s',
    CACHE_STALE_FOR: '24h',
    CACHE_URL: `file:${folder}`,
  };
  gateway = await startGateway({ upstreamUrl: upstream.url, env, clock });
}

async function restart(): Promise<void> {
  await gateway.stop();
  await start();
}

async function become(images: readonly StandInImage[]): Promise<string> {
  upstream.images = images;
  await refreshAfter({ gateway }, () => {
    clock.advance(61_000);
    return listImages({ gateway }, '?limit=1');
  });
  return (await served(gateway)).version;
}

function historyFile(): string | undefined {
  const name = readdirSync(folder).find((each) => each.endsWith('.history'));
  return name && join(folder, name);
}

describe('the change history in a folder', () => {
  it('outlives a restart while the cloud is down, and goes on after it', async () => {
    const first = await served(gateway);
    await become(IMAGES.slice(1, 31));
    const third = await become(IMAGES.slice(2, 32));
    upstream.fail('images', { kind: 'status', status: 500 });
    await restart();
    const changes = await changesSince(gateway, first.version);
    expect(changes.to).toBe(third);
    expect(after(first.images, changes)).toEqual((await served(gateway)).images);
    upstream.heal();
    clock.advance(120_000);
    const fourth = await become(IMAGES.slice(3, 33));
    expect(await changesSince(gateway, third)).toMatchObject({ from: third, to: fourth });
    const later = await changesSince(gateway, first.version);
    expect(after(first.images, later)).toEqual((await served(gateway)).images);
  });

  it('lets a caller of events go on after a restart, without a gap and without anything twice', async () => {
    const before = await EventClient.open(gateway);
    const second = await become(IMAGES.slice(1, 31));
    await before.has(1);
    await gateway.stop();
    await before.ended();
    upstream.images = IMAGES.slice(2, 32);
    await start();
    const client = await EventClient.open(gateway, '', { 'last-event-id': before.lastEventId });
    await catalogLoaded({ gateway });
    const { version: third } = await served(gateway);
    expect(await client.has(1)).toEqual([
      { version: third, previous: second, added: 1, removed: 1, changed: 0 },
    ]);
    client.close();
  });

  it('is written by whoever ends right after a change', async () => {
    const { version } = await served(gateway);
    await become(IMAGES.slice(1, 31));
    await restart();
    expect((await changesSince(gateway, version)).added).toHaveLength(1);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['changed', (bytes: Buffer) => bytes.fill(0x20, bytes.length - 9)],
    ['none of ours', () => Buffer.from('{"format":1,"steps":[]}\n')],
    ['empty', () => Buffer.alloc(0)],
    [
      'of another format',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"format":1', '"format":2'), 'latin1'),
    ],
  ])('is not used when it was %s, and is written anew', async (_how, spoil) => {
    const { version } = await served(gateway);
    const second = await become(IMAGES.slice(1, 31));
    await gateway.stop();
    const path = historyFile();
    if (path === undefined) throw new Error('there is no history');
    writeFileSync(path, spoil(readFileSync(path)));
    await start();
    const answer = await clock.passing(askChanges(gateway, version));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([410, 'VERSION_GONE']);
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: 'change history cannot be kept in the store' }),
    );
    await become(IMAGES.slice(2, 32));
    expect((await changesSince(gateway, second)).added).toHaveLength(1);
    await restart();
    expect((await changesSince(gateway, second)).added).toHaveLength(1);
  });

  it('is shared by gateways with one folder', async () => {
    const first = await served(gateway);
    await become(IMAGES.slice(1, 31));
    const other = gateway;
    await start();
    await eventually(
      () => served(gateway),
      ({ version }) => version !== first.version,
    );
    expect((await changesSince(gateway, first.version)).added).toHaveLength(1);
    const third = await become(IMAGES.slice(2, 32));
    const answer = await clock.passing(askChanges(other, third));
    // the other one has not come to that version
    expect([answer.status, answer.body]).toEqual([
      200,
      { from: third, to: third, added: [], removed: [], changed: [] },
    ]);
    await other.stop();
  });

  it('leaves nothing in the folder but lists and histories', async () => {
    await become(IMAGES.slice(1, 31));
    await eventually(
      () => historyFile(),
      (path) => path !== undefined && existsSync(path),
    );
    await gateway.stop();
    const endings = readdirSync(folder).map((name) => name.split('.').at(-1));
    expect(endings.toSorted()).toEqual(['catalog', 'history']);
    await start();
  });
});
