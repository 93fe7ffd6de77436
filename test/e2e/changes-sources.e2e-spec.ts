import { readdirSync } from 'node:fs';

import { syntheticImage } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { after, changesSince, renamed, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { ManualClock } from '../support/manual-clock.js';
import { SourcesRig, statusOf } from '../support/sources-rig.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

function some(seed: string, count = 20): StandInImage[] {
  return Array.from({ length: count }, (_, index) => syntheticImage(seed, index));
}

const [A1, B1] = [some('a'), some('b')];
const A2 = [renamed(A1[0]!, 'a changed'), ...A1.slice(1)];
const B2 = [...B1.slice(1), syntheticImage('b', 77)];

let rig: SourcesRig;
beforeEach(async () => {
  rig = await SourcesRig.start({ a: A1, b: B1 });
});
afterEach(() => rig.stop());

interface Replica {
  readonly gateway: TestGateway;
  readonly clock: ManualClock;
}

/** One of several with one folder, each by a clock of its own. */
async function start(more: Readonly<Record<string, string>> = {}): Promise<Replica> {
  const clock = new ManualClock();
  const env = {
    ...rig.env(),
    CACHE_KEEP_WARM: 'false',
    CACHE_FRESH_FOR: '60s',
    CACHE_STALE_FOR: '24h',
    CACHE_URL: `file:${rig.folder}/store`,
    ...more,
  };
  const gateway = await startGateway({ upstreamUrl: '', clock, env });
  rig.gateways.push(gateway);
  return { gateway, clock };
}

/** Has a replica read all lists, and waits until it serves another version than before. */
async function refresh({ gateway, clock }: Replica): Promise<string> {
  const { version: before } = await served(gateway);
  clock.advance(61_000);
  let version = before;
  await rig.passUntil(async () => {
    version = (await served(gateway)).version;
    return version !== before;
  });
  return version;
}

function storedLists(): number {
  return readdirSync(`${rig.folder}/store`).filter((name) => name.endsWith('.catalog')).length;
}

function become(a: readonly StandInImage[], b: readonly StandInImage[]): void {
  rig.upstream('a').images = a;
  rig.upstream('b').images = b;
}

describe('changes of several sources', () => {
  it('are answered for a version that another replica alone has served, in another order', async () => {
    const [one, two] = [await start(), await start()];
    await rig.passUntil(async () => (await statusOf(one.gateway)).count === 40);
    await rig.passUntil(async () => (await statusOf(two.gateway)).count === 40);
    become(A1, B2);
    const ofTwo = await refresh(two);
    const twoHeld = await served(two.gateway);
    become(A2, B1);
    const ofOne = await refresh(one);
    const oneHeld = await served(one.gateway);
    become(A2, B2);
    const [last, same] = [await refresh(one), await refresh(two)];
    expect([last, new Set([ofOne, ofTwo, last]).size]).toEqual([same, 3]);
    for (const { gateway } of [one, two]) {
      const sinceTwo = await changesSince(gateway, ofTwo);
      expect(sinceTwo.changed.map(({ fields, image }) => [fields.includes('name'), image.name])).toEqual([
        [true, 'a changed'],
      ]);
      expect([sinceTwo.to, sinceTwo.added, sinceTwo.removed]).toEqual([last, [], []]);
      const sinceOne = await changesSince(gateway, ofOne);
      expect([sinceOne.added.length, sinceOne.removed.length, sinceOne.changed]).toEqual([1, 1, []]);
      const now = (await served(gateway)).images;
      expect([after(twoHeld.images, sinceTwo), after(oneHeld.images, sinceOne)]).toEqual([now, now]);
    }
  });

  it('outlive a restart in which a cloud has another list before the stored ones are put together', async () => {
    const large = some('b', 1_000);
    become(A1, large);
    const one = await start();
    await rig.passUntil(async () => (await statusOf(one.gateway)).count === 1_020);
    const { version } = await served(one.gateway);
    await rig.passUntil(() => {
      one.clock.advance(10);
      return storedLists() === 2;
    });
    await rig.stopGateways();
    become(A2, large);
    const two = await start();
    await rig.passUntil(async () => (await served(two.gateway)).version !== version);
    const { added, removed, changed } = await changesSince(two.gateway, version);
    expect([added, removed, changed.map(({ image }) => image.name)]).toEqual([[], [], ['a changed']]);
  });

  it('outlive a restart in an outage of all clouds', async () => {
    const one = await start();
    await rig.passUntil(async () => (await statusOf(one.gateway)).count === 40);
    const first = await served(one.gateway);
    become(A2, B1);
    const second = await refresh(one);
    for (const id of ['a', 'b']) rig.upstream(id).fail('images', { kind: 'status', status: 500 });
    await rig.stopGateways();
    const again = await start();
    expect((await served(again.gateway)).version).toBe(second);
    const client = await EventClient.open(again.gateway, '', { 'last-event-id': first.version });
    expect(await client.has(1)).toEqual([
      { version: second, previous: first.version, added: 0, removed: 0, changed: 1 },
    ]);
    client.close();
    expect(after(first.images, await changesSince(again.gateway, first.version))).toEqual(
      (await served(again.gateway)).images,
    );
  });

  it('are told when a source comes, goes because of its age, and comes again', async () => {
    rig.upstream('b').fail('images', { kind: 'status', status: 500 });
    const one = await start({ CACHE_URL: 'memory:', CACHE_STALE_FOR: '60s' });
    await rig.passUntil(async () => (await statusOf(one.gateway)).count === 20);
    const client = await EventClient.open(one.gateway);
    const ofB = await EventClient.open(one.gateway, '?source=b&source=a&name=nobody');
    rig.upstream('b').heal();
    await one.clock.passing(client.has(1));
    rig.upstream('b').fail('images', { kind: 'status', status: 500 });
    const list = setInterval(() => void served(one.gateway).catch(() => undefined), 20);
    await one.clock.passing(client.has(2));
    rig.upstream('b').heal();
    await one.clock.passing(client.has(3));
    clearInterval(list);
    expect(client.events.map(({ added, removed, changed }) => [added, removed, changed])).toEqual([
      [20, 0, 0],
      [0, 20, 0],
      [20, 0, 0],
    ]);
    expect(client.events[2]!.version).toBe(client.events[0]!.version);
    expect(ofB.events).toEqual([]);
    for (const each of [client, ofB]) each.close();
  });
});
