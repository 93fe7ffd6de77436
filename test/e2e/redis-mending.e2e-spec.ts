import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';

const AS_BYTES = { typeMapping: { 36: Buffer } };

describeWithRedis('a catalogue in Redis that is not the one that was told of', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;
  let key: string;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start();
    await rig.addWith(redis);
    await rig.allServe(30);
    await rig.isTold(redis);
    key = (await redis.keys()).find((name) => name.endsWith('}'))!;
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  /** Nothing where there is nothing. */
  async function stored(): Promise<Buffer> {
    const bytes = await redis.ask((client) => client.sendCommand(['GET', key], AS_BYTES));
    return Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
  }

  /** Waits until there is another catalogue. */
  function isReplaced(damaged: Buffer): Promise<void> {
    return rig.passUntil(async () => {
      const bytes = await stored();
      return bytes.length > 0 && !bytes.equals(damaged);
    });
  }

  /** Puts bytes in its place, as somebody would who knows nothing of it. */
  async function put(bytes: Buffer): Promise<void> {
    await redis.ask((client) => client.sendCommand(['SET', key, bytes]));
  }

  /** How many images a gateway has that starts now, while the upstream is down. */
  async function countOfLate(): Promise<number> {
    rig.upstream.fail('images', { kind: 'reset' });
    return (await statusOf(await rig.addWith(redis))).count;
  }

  /** Gives the catalogue more images, and waits until they are stored. */
  async function grow(): Promise<void> {
    const before = await stored();
    rig.upstream.images = generateImages(41);
    await isReplaced(before);
    await rig.pass(100);
  }

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['something else', () => Buffer.from('something of somebody else')],
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 10)],
    ['of another format', (bytes) => replaced(bytes, '"format":3', '"format":9')],
    ['empty', () => Buffer.alloc(0)],
  ])('is replaced by a gateway that holds it when it is %s', async (_what, damage) => {
    const damaged = damage(await stored());
    await put(damaged);
    await isReplaced(damaged);
    expect(await countOfLate()).toBe(30);
    expect(rig.listings).toBe(1);
  });

  it('is replaced when it is of another type', async () => {
    await redis.ask((client) => client.multi().del(key).lPush(key, 'garbage').exec());
    await rig.passUntil(async () => (await redis.ask((client) => client.type(key))) === 'string');
    expect(await countOfLate()).toBe(30);
  });

  it('is replaced when a gateway that starts has found it changed', async () => {
    const bytes = await stored();
    const damaged = Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]);
    await put(damaged);
    expect(await countOfLate()).toBe(0);
    await isReplaced(damaged);
    expect(await countOfLate()).toBe(30);
  });

  it('is replaced when it is an older one', async () => {
    const old = await stored();
    await grow();
    await put(old);
    await isReplaced(old);
    expect(await countOfLate()).toBe(41);
  });

  it('is replaced when Redis comes back with what it had saved long ago', async () => {
    await redis.ask((client) => client.sendCommand(['SAVE']));
    const old = await stored();
    await grow();
    await redis.kill();
    rig.upstream.fail('images', { kind: 'reset' });
    await redis.run();
    await isReplaced(old);
    expect(await countOfLate()).toBe(41);
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
}
