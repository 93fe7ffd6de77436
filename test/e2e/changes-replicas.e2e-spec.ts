import { generateImages } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { after, askChanges, changesSince, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig } from '../support/replica-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const IMAGES = generateImages(60);

describeWithRedis('changes, with replicas that share a Redis', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;
  const clients: EventClient[] = [];

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start(IMAGES.slice(0, 30));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await rig.stop();
    await redis.discard();
  });

  async function start(count: number): Promise<readonly TestGateway[]> {
    const gateways = [];
    for (let at = 0; at < count; at++) gateways.push(await rig.addWith(redis));
    await rig.allServe(30);
    await rig.isTold(redis);
    return gateways;
  }

  async function open(gateway: TestGateway, lastEventId?: string): Promise<EventClient> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const client = await EventClient.open(gateway, '', headers);
    clients.push(client);
    return client;
  }

  /** Gives the upstream another list, and lets time pass until all replicas serve it. */
  async function become(images: readonly StandInImage[]): Promise<string> {
    const { version: before } = await served(rig.gateways[0]!);
    rig.upstream.images = images;
    await rig.passUntil(async () => {
      const versions = await Promise.all(rig.gateways.map(async (each) => (await served(each)).version));
      return versions.every((version) => version === versions[0] && version !== before);
    });
    return (await served(rig.gateways[0]!)).version;
  }

  it('are told alike by all, whoever has served the version', async () => {
    const [one, two] = await start(2);
    const first = await served(one!);
    const versions = [first.version];
    for (let at = 1; at <= 5; at++) versions.push(await become(IMAGES.slice(at, 30 + at)));
    for (const since of versions)
      expect(await changesSince(one!, since)).toEqual(await changesSince(two!, since));
    const changes = await changesSince(two!, first.version);
    expect(after(first.images, changes)).toEqual((await served(two!)).images);
  });

  it('are told by a replica that was started later, of versions that it never served', async () => {
    const [one] = await start(1);
    const first = await served(one!);
    await become(IMAGES.slice(1, 31));
    await become(IMAGES.slice(2, 32));
    const late = await rig.addWith(redis);
    await rig.allServe(30);
    const changes = await rig.clock.passing(changesSince(late, first.version));
    expect(after(first.images, changes)).toEqual((await served(late)).images);
  });

  it('are told once and without a gap to a caller who changes between replicas', async () => {
    const [one, two] = await start(2);
    const first = await served(one!);
    const client = await open(one!);
    const second = await become(IMAGES.slice(1, 31));
    await client.has(1);
    client.close();
    const third = await become(IMAGES.slice(2, 32));
    const other = await open(two!, client.lastEventId);
    const fourth = await become([...IMAGES.slice(2, 32), IMAGES[50]!]);
    expect(client.events).toEqual([
      { version: second, previous: first.version, added: 1, removed: 1, changed: 0 },
    ]);
    expect(await rig.clock.passing(other.has(2))).toEqual([
      { version: third, previous: second, added: 1, removed: 1, changed: 0 },
      { version: fourth, previous: third, added: 1, removed: 0, changed: 0 },
    ]);
  });

  it('are told to a caller who comes from a replica that was earlier than this one', async () => {
    const [one, two] = await start(2);
    await become(IMAGES.slice(1, 31));
    // this one hears of nothing for a while
    const { version: newer } = await served(one!);
    const slow = await open(two!, newer);
    const third = await become(IMAGES.slice(2, 32));
    expect(await slow.has(1)).toEqual([
      { version: third, previous: newer, added: 1, removed: 1, changed: 0 },
    ]);
  });

  it('outlive a Redis that loses everything, and one that is away for a while', async () => {
    const [one, two] = await start(2);
    const first = await served(one!);
    await become(IMAGES.slice(1, 31));
    await redis.kill();
    await rig.pass(3_000);
    await redis.run();
    await rig.pass(15_000);
    const keys = await redis.keys();
    expect(keys.filter((key) => key.endsWith(':changes'))).toHaveLength(1);
    await become(IMAGES.slice(2, 32));
    const late = await rig.addWith(redis);
    await rig.allServe(30);
    for (const gateway of [one!, two!, late]) {
      const changes = await rig.clock.passing(changesSince(gateway, first.version));
      expect(after(first.images, changes)).toEqual((await served(gateway)).images);
    }
  }, 30_000);

  it.each(['nonsense', '{"sha256":"","format":1,"steps":[]}\n', ''])(
    'are not read from what is none of ours: %p',
    async (value) => {
      const [one] = await start(1);
      await become(IMAGES.slice(1, 31));
      await rig.pass(1_000);
      const [key] = (await redis.keys()).filter((each) => each.endsWith(':changes'));
      await redis.ask((client) => client.set(key!, value));
      const { version } = await served(one!);
      await become(IMAGES.slice(2, 32));
      const changes = await rig.clock.passing(changesSince(one!, version));
      expect(changes).toMatchObject({ from: version });
      await rig.pass(11_000);
      const late = await rig.addWith(redis);
      await rig.allServe(30);
      const answer = await rig.clock.passing(askChanges(late, version));
      expect(answer.status).toBe(200);
    },
    30_000,
  );

  it('need no Redis to be answered', async () => {
    const [one] = await start(1);
    const first = await served(one!);
    await become(IMAGES.slice(1, 31));
    redis.signal('SIGSTOP');
    expect((await changesSince(one!, first.version)).added).toHaveLength(1);
    redis.signal('SIGCONT');
  });
});
