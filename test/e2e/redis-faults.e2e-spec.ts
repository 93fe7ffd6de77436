import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const CHANGES = ['redis connected', 'redis cannot be reached', 'redis can again be reached'];

describeWithRedis('a Redis that fails', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  function add(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
    return rig.addWith(redis, env);
  }

  /** A gateway whose catalogue is stored. */
  async function addStored(): Promise<TestGateway> {
    const gateway = await add();
    await rig.allServe(30);
    await rig.isTold(redis);
    return gateway;
  }

  function messages({ logs }: TestGateway, among: readonly string[]): unknown[] {
    return logs.map(({ msg }) => msg).filter((msg) => among.includes(String(msg)));
  }

  async function storeUp({ managementUrl }: TestGateway, use: string): Promise<string | undefined> {
    const { text } = await request(managementUrl).get('/metrics');
    return new RegExp(`^gateway_store_up\\{use="${use}"\\} (\\d)$`, 'm').exec(text)?.[1];
  }

  it('is done without when it is refused at the start, and used once it is there', async () => {
    await redis.kill();
    const gateway = await add();
    await rig.allServe(30);
    expect(messages(gateway, CHANGES)).toEqual(['redis cannot be reached']);
    expect(await storeUp(gateway, 'reached')).toBe('0');
    await redis.run();
    await rig.passUntil(async () => (await redis.keys()).some((key) => key.endsWith(':news')));
    expect(await storeUp(gateway, 'reached')).toBe('1');
    expect(messages(gateway, CHANGES)).toEqual(['redis cannot be reached', 'redis can again be reached']);
  });

  it('is done without when it is killed: each replica lists at its usual pace, and one again when it is back', async () => {
    await Promise.all([add(), add()]);
    await rig.allServe(30);
    await redis.kill();
    rig.upstream.images = generateImages(41);
    await rig.pass(9_500);
    await rig.allServe(41);
    expect(rig.listings).toBe(3);
    for (const gateway of rig.gateways)
      expect(messages(gateway, CHANGES)).toEqual(['redis connected', 'redis cannot be reached']);
    await redis.run();
    await rig.passUntil(async () => (await redis.keys()).some((key) => key.endsWith(':news')));
    const before = rig.listings;
    await rig.pass(9_500);
    await rig.passUntil(() => rig.listings > before);
    expect(rig.listings).toBe(before + 1);
  });

  it('that hangs costs a refresh one deadline, and a request nothing', async () => {
    const gateway = await addStored();
    redis.signal('SIGSTOP');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => request(gateway.url).get('/v1/images?limit=3')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await rig.passUntil(() => rig.listings === 2);
    await rig.passUntil(async () => (await ageOf(gateway)) < 5);
    expect(messages(gateway, CHANGES)).toEqual(['redis connected', 'redis cannot be reached']);
    redis.signal('SIGCONT');
    await rig.passUntil(async () => (await storeUp(gateway, 'reached')) === '1');
  });

  async function ageOf({ url }: TestGateway): Promise<number> {
    return Number((await request(url).get('/v1/images?limit=1')).headers['age']);
  }

  it('that hangs at the start does not hold the start up for longer than a second', async () => {
    redis.signal('SIGSTOP');
    const starting = add();
    await rig.passUntil(() => rig.gateways.length === 1);
    const gateway = await starting;
    await rig.allServe(30);
    expect(messages(gateway, CHANGES)).toEqual(['redis cannot be reached']);
    redis.signal('SIGCONT');
  });

  it.each<[string, readonly string[][], string]>([
    [
      'is full',
      [
        ['CONFIG', 'SET', 'maxmemory', '1'],
        ['CONFIG', 'SET', 'maxmemory-policy', 'noeviction'],
      ],
      'OOM',
    ],
    ['is a read-only replica', [['REPLICAOF', '127.0.0.1', '1']], 'READONLY'],
  ])(
    'that %s is told of once; refreshes go on, and it is used again when it is well',
    async (_what, orders, reason) => {
      const gateway = await addStored();
      await tell(orders);
      rig.upstream.images = generateImages(41);
      await rig.passUntil(async () => (await statusOf(gateway)).count === 41);
      await rig.passUntil(() => rig.listings === 3);
      const complaints = gateway.logs.filter(({ msg }) => msg === 'stored catalogue cannot be written');
      expect(complaints).toEqual([expect.objectContaining({ level: 'error', reason })]);
      expect(await storeUp(gateway, 'written')).toBe('0');
      await tell([
        ['CONFIG', 'SET', 'maxmemory', '0'],
        ['REPLICAOF', 'NO', 'ONE'],
      ]);
      await rig.passUntil(async () => (await storeUp(gateway, 'written')) === '1');
      const late = await add();
      expect((await statusOf(late)).count).toBe(41);
    },
  );

  async function tell(orders: readonly string[][]): Promise<void> {
    await redis.ask(async (client) => {
      for (const order of orders) await client.sendCommand(order);
    });
  }

  it('that has lost everything is given the catalogue again, also while the upstream is down', async () => {
    await addStored();
    rig.upstream.fail('images', { kind: 'reset' });
    await redis.ask((client) => client.flushAll());
    await rig.passUntil(async () => (await redis.keys()).some((key) => key.endsWith(':news')));
    const late = await add();
    expect((await statusOf(late)).count).toBe(30);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 10)],
    ['changed', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])])],
    ['something else', () => Buffer.from('something of somebody else')],
  ])('whose catalogue is %s is not believed, and is given a good one', async (_what, damage) => {
    const first = await addStored();
    const key = (await redis.keys()).find((name) => name.endsWith('}'))!;
    await spoil(key, damage);
    rig.upstream.fail('images', { kind: 'reset' });
    const late = await add();
    expect((await statusOf(late)).version).toBeNull();
    expect(messages(late, ['stored catalogue cannot be read'])).toHaveLength(1);
    rig.upstream.heal();
    rig.upstream.images = generateImages(41);
    await rig.passUntil(async () => (await statusOf(late)).count === 41);
    await rig.passUntil(async () => (await statusOf(first)).count === 41);
  });

  async function spoil(key: string, damage: (bytes: Buffer) => Buffer): Promise<void> {
    const bytes = await redis.ask((client) =>
      client.sendCommand(['GET', key], { typeMapping: { 36: Buffer } }),
    );
    await redis.ask((client) => client.sendCommand(['SET', key, damage(bytes as never)]));
  }

  it('that has no room for another connection is told of', async () => {
    const gateway = await addStored();
    await tell([['CONFIG', 'SET', 'maxclients', '2']]);
    rig.upstream.images = generateImages(41);
    const complaint = ['stored catalogue cannot be written'];
    await rig.passUntil(() => messages(gateway, complaint).length > 0);
    await rig.allServe(41);
    expect(messages(gateway, CHANGES)).toEqual(['redis connected']);
  });

  it('keeps the catalogue when a gateway whose clock is wrong reads it', async () => {
    await addStored();
    rig.upstream.fail('images', { kind: 'reset' });
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 30 * 86_400_000);
    await add();
    wrong.mockRestore();
    expect((await redis.keys()).filter((name) => name.endsWith('}'))).toHaveLength(1);
  });

  it('whose news is nonsense is not believed', async () => {
    const gateway = await addStored();
    const key = (await redis.keys()).find((name) => name.endsWith(':news'))!;
    for (const text of ['', '{', '[]', '{"id":"a"}', '{"id":"a","news":{"kind":"confirmed"}}', 'null']) {
      await redis.ask((client) => client.set(key, text));
      await rig.pass(1_000);
    }
    expect((await statusOf(gateway)).count).toBe(30);
    await rig.passUntil(() => rig.listings === 2);
    await rig.passUntil(
      async () => (await redis.ask((client) => client.get(key)))?.includes('confirmed') === true,
    );
  });
});

describeWithRedis('a Redis with a password', () => {
  const password = 'pass/word@1';
  let redis: RedisServer;
  let rig: ReplicaRig;

  beforeEach(async () => {
    redis = await RedisServer.start([], password);
    rig = await ReplicaRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  it.each<[string, string | undefined, string]>([
    ['a wrong one', 'sesame-12345', 'WRONGPASS'],
    ['none', undefined, 'NOAUTH'],
  ])('is done without by a gateway that has %s', async (_what, given, reason) => {
    const gateway = await rig.add({ CACHE_URL: redis.urlWith(given) });
    await rig.allServe(30);
    await rig.pass(5_000);
    const complaints = gateway.logs.filter(({ msg }) => msg === 'redis cannot be reached');
    expect(complaints).toEqual([expect.objectContaining({ reason })]);
    expect(JSON.stringify(gateway.logs)).not.toContain('sesame');
  });

  it('is used, and its password is in no line of the log', async () => {
    const gateway = await rig.add({ CACHE_URL: redis.url });
    await rig.allServe(30);
    await rig.isTold(redis);
    await redis.kill();
    await rig.pass(2_000);
    expect(JSON.stringify(gateway.logs)).not.toMatch(/pass.{1,3}word/);
  });

  it('may be replaced in the file that holds the address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cache-url-'));
    const file = join(folder, 'address');
    writeFileSync(file, `${redis.urlWith('not-this-one')}\n`);
    const gateway = await rig.add({ CACHE_URL: '', CACHE_URL_FILE: file });
    await rig.allServe(30);
    expect(gateway.logs.some(({ msg }) => msg === 'redis cannot be reached')).toBe(true);
    writeFileSync(file, redis.url);
    await rig.passUntil(async () => (await redis.keys()).length > 0);
    const other = await RedisServer.start();
    try {
      writeFileSync(file, other.url);
      await rig.passUntil(async () => (await other.keys()).some((key) => key.endsWith(':news')));
    } finally {
      await other.discard();
      rmSync(folder, { recursive: true });
    }
  });
});
