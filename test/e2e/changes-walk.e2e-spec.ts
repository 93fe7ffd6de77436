import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import type { Image } from '../../src/domain/image.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn } from '../../src/stand-in/stand-in.js';
import { after, changesSince, renamed, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const IMAGES = generateImages(12);
const NAMES = ['', 'a', 'b'];

/** For each image whether it is there, and under which of three names. */
const aList = fc.array(fc.record({ isThere: fc.boolean(), name: fc.nat(2) }), {
  minLength: IMAGES.length,
  maxLength: IMAGES.length,
});
const aWalk = fc.array(fc.record({ list: aList, restarts: fc.boolean(), reconnects: fc.boolean() }), {
  minLength: 4,
  maxLength: 10,
});

type WalkSteps = typeof aWalk extends fc.Arbitrary<infer Steps> ? Steps : never;

/** What is followed by changes, and by events, from one version to the next. */
interface Copy {
  readonly version: string;
  readonly images: readonly Image[];
}

async function walk(steps: WalkSteps, folder: string): Promise<void> {
  const clock = new ManualClock();
  const upstream = await startStandIn({ images: IMAGES });
  const env = {
    CACHE_FRESH_FOR: '5s',
    CACHE_STALE_FOR: '24h',
    CACHE_URL: `file:${join(folder, 'store')}`,
  };
  const start = (): Promise<TestGateway> => startGateway({ upstreamUrl: upstream.url, clock, env });
  const isAt = (version?: string): Promise<Copy> =>
    clock.passing(
      eventually(
        () => served(gateway).catch(() => ({ version: '', images: [] })),
        (copy) => copy.version !== '' && copy.version !== version,
      ),
    );
  let gateway = await start();
  const copies = [await isAt()];
  let follower = copies[0]!;
  let client = await EventClient.open(gateway, '', { 'last-event-id': follower.version });
  for (const { list, restarts, reconnects } of steps) {
    const before = copies.at(-1)!;
    upstream.images = IMAGES.flatMap((image, at) =>
      list[at]!.isThere ? [renamed(image, `${image.name}${NAMES[list[at]!.name]}`)] : [],
    );
    // none at all, and as before, is no change
    if (upstream.images.length === 0) upstream.images = IMAGES.slice(0, 1);
    const now = await isAt(before.version).catch(() => before);
    if (now.version === before.version) continue;
    copies.push(now);
    if (restarts) {
      await gateway.stop();
      gateway = await start();
    }
    if (restarts || reconnects) {
      const id = client.lastEventId;
      client.close();
      client = await EventClient.open(gateway, '', { 'last-event-id': id });
    }
    const event = await clock.passing(
      eventually(
        () => client.events.at(-1),
        (last) => last?.version === now.version || client.lastEventId === now.version,
      ),
    );
    const changes = await changesSince(gateway, follower.version);
    if (event?.previous === follower.version)
      expect([event.added, event.removed, event.changed]).toEqual([
        changes.added.length,
        changes.removed.length,
        changes.changed.length,
      ]);
    follower = { version: changes.to, images: after(follower.images, changes) };
    expect(follower).toEqual(now);
  }
  for (const copy of copies) {
    const changes = await changesSince(gateway, copy.version);
    expect(after(copy.images, changes)).toEqual(follower.images);
  }
  client.close();
  await gateway.stop();
  await upstream.close();
}

it('whoever follows changes holds what is served, whatever came, went, and came again', async () => {
  const walks = fc.sample(aWalk, { numRuns: 4, seed: 32 });
  for (const steps of walks) {
    const folder = mkdtempSync(join(tmpdir(), 'changes-walk-'));
    await walk(steps, folder);
    rmSync(folder, { recursive: true });
  }
}, 120_000);
