import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { eventually } from '../support/eventually.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import { sourceOf } from '../support/source-of.js';
import type { TestGateway } from '../support/start-gateway.js';

describeWithRedis('replicas with one Redis', () => {
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

  async function addThree(): Promise<void> {
    await Promise.all([add(), add(), add()]);
    await rig.allServe(30);
    await rig.isTold(redis);
  }

  function agesOfAll(): Promise<number[]> {
    return Promise.all(
      rig.gateways.map(async ({ url }) =>
        Number((await request(url).get('/v1/images?limit=1')).headers['age']),
      ),
    );
  }

  it('list the upstream once for all of them, and once for each interval', async () => {
    await addThree();
    expect(rig.listings).toBe(1);
    for (let interval = 2; interval <= 5; interval++) {
      await rig.pass(8_000);
      await rig.passUntil(() => rig.listings === interval);
      await rig.passUntil(async () => (await agesOfAll()).every((age) => age < 2));
      expect(rig.listings).toBe(interval);
    }
  });

  it('hear of a new catalogue by a message, before they would look', async () => {
    await addThree();
    rig.upstream.images = generateImages(41);
    await rig.passUntil(() => rig.listings === 2);
    await rig.allServe(41);
    expect(rig.listings).toBe(2);
  });

  it('agree on versions, validators and cursors', async () => {
    await addThree();
    const ask = (path: string): Promise<request.Response[]> =>
      Promise.all(rig.gateways.map(({ url }) => request(url).get(path)));
    const pages = await ask('/v1/images?limit=7&sort=name');
    const [first] = pages;
    for (const { body, headers } of pages) {
      expect(body).toEqual(first!.body);
      expect(headers).toMatchObject({ etag: first!.headers['etag'] });
      expect(headers['last-modified']).toBe(first!.headers['last-modified']);
    }
    const { page } = first!.body as { page: { nextCursor: string } };
    const seconds = await ask(`/v1/images?limit=7&sort=name&cursor=${page.nextCursor}`);
    for (const { status, body } of seconds) expect([status, body]).toEqual([200, seconds[0]!.body]);
  });

  it('share a failure and its cooldown, and the recovery', async () => {
    rig.upstream.fail('images', { kind: 'envelope', code: -4 });
    await Promise.all([add(), add(), add()]);
    await rig.passUntil(async () => (await lastFailures()).every((each) => each === 'UPSTREAM_REJECTED'));
    await rig.pass(3_500);
    expect(rig.listings).toBe(1);
    await rig.passUntil(() => rig.listings === 2);
    await rig.pass(7_500);
    expect(rig.listings).toBe(2);
    rig.upstream.heal();
    await rig.passUntil(async () => (await lastFailures()).every((each) => each === undefined));
    expect(rig.listings).toBe(3);
    await rig.allServe(30);
  });

  async function lastFailures(): Promise<(string | undefined)[]> {
    const all = await Promise.all(rig.gateways.map((gateway) => statusOf(gateway)));
    return all.map(({ sources }) => sources[0].lastFailure?.class);
  }

  it('believe a list that is suddenly short when two of them in a row were told so', async () => {
    await addThree();
    rig.upstream.images = generateImages(3);
    await rig.passUntil(() => rig.listings === 3);
    await rig.allServe(3);
    expect(rig.listings).toBe(3);
  });

  it('start with the catalogue of the others and without a listing, also when the upstream is down', async () => {
    await add();
    await rig.allServe(30);
    await rig.isTold(redis);
    await rig.pass(4_000);
    await redis.age(4_000);
    rig.upstream.fail('images', { kind: 'reset' });
    const late = await add();
    expect((await request(late.managementUrl).get('/readyz')).status).toBe(200);
    expect((await statusOf(late)).version).toBe((await statusOf(rig.gateways[0]!)).version);
    // Redis counts how long ago it was told, in its own time
    expect(Number((await request(late.url).get('/v1/images')).headers['age'])).toBeGreaterThanOrEqual(4);
    expect(rig.listings).toBe(1);
  });

  it('force one refresh in 5 s, whomever they are asked', async () => {
    await addThree();
    const forced = await Promise.all(
      rig.gateways.map(({ gateway }) => sourceOf(gateway.app).refresher.force()),
    );
    expect(forced.toSorted()).toEqual(['recent', 'recent', 'started']);
    await rig.passUntil(() => rig.listings === 2);
  });

  it('never take over what another choice of properties has stored', async () => {
    await add();
    await rig.allServe(30);
    await rig.isTold(redis);
    const other = await add({ PROPERTIES_ALLOW: 'os_distro' });
    await rig.allServe(30);
    expect(rig.listings).toBe(2);
    expect((await statusOf(other)).version).not.toBe((await statusOf(rig.gateways[0]!)).version);
  });

  it('keep nothing but the catalogue, the news and the lease in Redis, under one prefix, each with an end', async () => {
    await addThree();
    await eventually(
      () => redis.keys(),
      (keys) => keys.every((key) => !key.endsWith(':lease')),
    );
    const keys = await redis.keys();
    expect(keys).toEqual([
      expect.stringMatching(/^image-gateway:3:\{default:[0-9a-f]{12}\}$/),
      expect.stringMatching(/^image-gateway:3:\{default:[0-9a-f]{12}\}:news$/),
    ]);
    for (const key of keys) expect(await redis.ask((client) => client.pTTL(key))).toBeGreaterThan(3_600_000);
  });
});
