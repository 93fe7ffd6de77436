import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import { SkewedClock } from '../support/skewed-clock.js';
import { sourceOf } from '../support/source-of.js';
import type { TestGateway } from '../support/start-gateway.js';

const HOUR = 3_600_000;

describeWithRedis('replicas that do not all see the same', () => {
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

  function add(env: Readonly<Record<string, string>> = {}, clock = new SkewedClock(rig.clock)) {
    return rig.addWith(redis, env, clock);
  }

  async function countOf(gateway: TestGateway): Promise<number> {
    return (await statusOf(gateway)).count;
  }

  async function failureOf(gateway: TestGateway): Promise<string | undefined> {
    return (await statusOf(gateway)).sources[0].lastFailure?.class;
  }

  function allCount(count: number): () => Promise<boolean> {
    return async () => (await Promise.all(rig.gateways.map(countOf))).every((each) => each === count);
  }

  async function force({ gateway }: TestGateway): Promise<void> {
    expect(await sourceOf(gateway.app).refresher.force()).toBe('started');
  }

  describe('a start in an outage in which Redis is away, too', () => {
    async function startLate(): Promise<TestGateway> {
      const starting = add();
      await rig.passUntil(() => rig.gateways.length === 2);
      const late = await starting;
      await rig.passUntil(async () => (await failureOf(late)) !== undefined);
      expect(await countOf(late)).toBe(0);
      return late;
    }

    beforeEach(async () => {
      await add();
      await rig.passUntil(allCount(30));
      await rig.isTold(redis);
      rig.upstream.fail('images', { kind: 'reset' });
    });

    it('is ready once Redis answers again', async () => {
      redis.signal('SIGSTOP');
      const late = await startLate();
      redis.signal('SIGCONT');
      await rig.passUntil(allCount(30));
      expect((await request(late.managementUrl).get('/readyz')).status).toBe(200);
      expect((await request(late.url).get('/v1/images')).status).toBe(200);
      expect(await failureOf(late)).toBe('UPSTREAM_UNAVAILABLE');
    });

    it('is ready once Redis is back empty, and a replica has given it the list again', async () => {
      await redis.kill();
      await startLate();
      await redis.run();
      await rig.passUntil(allCount(30));
    });

    it('is ready with a list of which nobody has news', async () => {
      await redis.ask(async (client) => {
        for (const key of await client.keys('*:news')) await client.rename(key, 'aside');
      });
      redis.signal('SIGSTOP');
      const [first] = rig.gateways;
      await startLate();
      await first!.stop();
      redis.signal('SIGCONT');
      await rig.passUntil(async () => (await countOf(rig.gateways[1]!)) === 30);
    });
  });

  it('a list that cannot be read when it is told of is read a little later', async () => {
    const may = (...rights: string[]): Promise<unknown> =>
      redis.ask((client) => client.sendCommand(['ACL', 'SETUSER', 'late', ...rights]));
    await may('on', '>secret-word', '+@all', '&*', '~*');
    const first = await add({ CACHE_FRESH_FOR: '5m' });
    const url = redis.url.replace('//', '//late:secret-word@');
    const late = await add({ CACHE_FRESH_FOR: '5m', CACHE_URL: url });
    await rig.passUntil(allCount(30));
    await may('resetkeys', '%W~*', '~*:news', '~*:lease', '~*:forced');
    rig.upstream.images = generateImages(41);
    await force(first);
    await rig.passUntil(async () => (await countOf(first)) === 41);
    await rig.pass(2_000);
    expect(await countOf(late)).toBe(30);
    await may('~*');
    await rig.passUntil(allCount(41));
    expect(rig.listings).toBe(2);
  });

  describe('clocks that are an hour apart', () => {
    let skewed: SkewedClock;

    beforeEach(async () => {
      skewed = new SkewedClock(rig.clock);
      await add({}, skewed);
      await Promise.all([add(), add()]);
      await rig.passUntil(allCount(30));
      await rig.isTold(redis);
    });

    it.each([HOUR, -HOUR])('cost no listing, and no age (%i ms)', async (ms) => {
      skewed.aheadMs = ms;
      const before = rig.listings;
      for (let second = 0; second < 36; second++) {
        await rig.pass(1_000);
        const ages = await Promise.all(
          rig.gateways.map(async ({ url }) => (await request(url).get('/v1/images?limit=1')).headers['age']),
        );
        for (const age of ages) expect(Number(age)).toBeLessThan(11);
      }
      expect(rig.listings - before).toBeLessThanOrEqual(4);
    });

    it('do not make a failure last', async () => {
      const [first] = rig.gateways;
      skewed.aheadMs = HOUR;
      rig.upstream.fail('images', { kind: 'status', status: 403 });
      await force(first!);
      await rig.passUntil(async () => (await Promise.all(rig.gateways.map(failureOf))).every(Boolean));
      skewed.aheadMs = 0;
      rig.upstream.heal();
      rig.upstream.images = generateImages(41);
      const before = rig.clock.monotonic();
      await rig.passUntil(allCount(41));
      expect(rig.clock.monotonic() - before).toBeLessThan(12_000);
      expect(await Promise.all(rig.gateways.map(failureOf))).toEqual([undefined, undefined, undefined]);
    });
  });

  describe('an upstream that one of them cannot reach', () => {
    const CUT_OFF = { UPSTREAM_URL: 'http://127.0.0.1:9' };

    function foreignFailures({ logs }: TestGateway): number {
      return logs.filter(({ msg, by }) => msg === 'refresh failed' && by !== undefined).length;
    }

    it('is asked at once by one that starts without a list, and by those that reach it from then on', async () => {
      const cutOff = await add(CUT_OFF);
      await rig.passUntil(async () => (await failureOf(cutOff)) !== undefined);
      await rig.pass(12_000);
      const [second, third] = [await add(), await add()];
      const before = rig.clock.monotonic();
      const answer = await rig.clock.passing(request(second.url).get('/v1/images'));
      expect(answer.status).toBe(200);
      expect(rig.clock.monotonic() - before).toBeLessThan(4_000);
      await rig.passUntil(allCount(30));
      const failedBefore = foreignFailures(second);
      await rig.pass(60_000);
      expect(foreignFailures(second)).toBe(failedBefore);
      expect(await Promise.all([second, third, cutOff].map(countOf))).toEqual([30, 30, 30]);
      expect(await failureOf(cutOff)).toBeUndefined();
    });

    it('is asked by another one next, when it is the one that always asked', async () => {
      const first = await add();
      const [second] = [await add(), await add()];
      await rig.passUntil(allCount(30));
      await rig.pass(20_000);
      rig.upstream.fail('images', { kind: 'status', status: 403 });
      await force(first);
      await rig.passUntil(async () => (await failureOf(second)) !== undefined);
      rig.upstream.heal();
      await rig.passUntil(async () => (await failureOf(second)) === undefined);
      const refreshes = first.logs.filter(({ msg }) => msg === 'refresh');
      expect(refreshes.at(-1)).toMatchObject({ by: 'another replica' });
    });
  });

  it('an upstream that nobody reaches is asked as often as by one alone', async () => {
    await Promise.all([add(), add(), add()]);
    await rig.passUntil(allCount(30));
    await rig.pass(5_000);
    rig.upstream.fail('images', { kind: 'status', status: 403 });
    const before = rig.listings;
    await rig.passUntil(() => rig.listings > before);
    await rig.pass(60_000);
    expect(rig.listings - before).toBeLessThanOrEqual(5);
  });
});
