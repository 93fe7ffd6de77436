import type { ForcedRefresh } from '../../src/catalog/refresher.port.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import { SlowLink } from '../support/slow-link.js';
import { sourceOf } from '../support/source-of.js';
import type { TestGateway } from '../support/start-gateway.js';

const COUNT = 600;

jest.setTimeout(60_000);

describeWithRedis('a slow way to Redis', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;
  let link: SlowLink;

  afterEach(async () => {
    await rig.stop();
    link.close();
    await redis.discard();
  });

  /** @param bytesPerSecond a catalogue has some 70 kB */
  async function start(bytesPerSecond: number): Promise<void> {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start(generateImages(COUNT), 10);
    link = await SlowLink.before(redis.port, rig.clock, bytesPerSecond);
  }

  async function add(): Promise<TestGateway> {
    const count = rig.gateways.length + 1;
    const adding = rig.addWith(redis, {
      CACHE_URL: `redis://127.0.0.1:${link.port}`,
      CACHE_FRESH_FOR: '60s',
    });
    await rig.passUntil(() => rig.gateways.length === count);
    return adding;
  }

  function refresh({ gateway }: TestGateway): Promise<ForcedRefresh> {
    return sourceOf(gateway.app).refresher.force();
  }

  function complaints({ logs }: TestGateway): unknown[] {
    return logs.filter(({ level }) => level === 'error').map(({ msg, reason }) => [msg, reason]);
  }

  it('does not keep a catalogue that takes seconds from being stored, found and taken over', async () => {
    await start(20_000);
    const first = await add();
    await rig.passUntil(async () => (await keys(':news')).length === 1);
    const second = await add();
    expect((await statusOf(second)).count).toBe(COUNT);
    rig.upstream.images = generateImages(COUNT + 100);
    void refresh(first);
    await rig.passUntil(async () => (await statusOf(second)).count === COUNT + 100);
    expect(rig.listings).toBe(2);
    await rig.pass(1_000);
    for (const gateway of [first, second]) expect(complaints(gateway)).toEqual([]);
    expect(await keys(':staged')).toEqual([]);
  });

  it('leaves nothing behind of a catalogue that takes too long, and is told of', async () => {
    await start(4_000);
    const gateway = await add();
    await rig.passUntil(() => complaints(gateway).length > 0);
    await rig.pass(2_000);
    expect(complaints(gateway)).toEqual([
      ['stored catalogue cannot be written', 'no answer within 10000 ms'],
    ]);
    expect(await keys(':staged')).toEqual([]);
    expect((await statusOf(gateway)).count).toBe(COUNT);
  });

  async function keys(part: string): Promise<string[]> {
    return (await redis.keys()).filter((name) => name.includes(part));
  }
});
