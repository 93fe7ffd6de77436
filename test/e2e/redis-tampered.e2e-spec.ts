import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf, type Status } from '../support/replica-rig.js';
import { sourceOf } from '../support/source-of.js';
import type { TestGateway } from '../support/start-gateway.js';

describeWithRedis('a Redis in which somebody has written', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;
  let gateway: TestGateway;
  let key: string;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start();
    gateway = await rig.addWith(redis);
    await rig.allServe(30);
    await rig.isTold(redis);
    key = (await redis.keys()).find((name) => name.endsWith('}'))!;
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  function put(...command: string[]): Promise<unknown> {
    return redis.ask((client) => client.sendCommand(command));
  }

  describe('a lease', () => {
    it.each<[string, (lease: string) => string[]]>([
      ['without an end', (lease) => ['SET', lease, 'garbage']],
      ['that ends later than any', (lease) => ['SET', lease, 'garbage', 'EX', '3600']],
      ['that is a list', (lease) => ['LPUSH', lease, 'garbage']],
    ])('%s ends no refreshes', async (_what, command) => {
      await put('DEL', `${key}:lease`);
      await put(...command(`${key}:lease`));
      await rig.passUntil(() => rig.listings === 3);
    });

    it('that is never given back is waited for as long as anybody may hold it, and no longer', async () => {
      const holding = setInterval(() => void put('SET', `${key}:lease`, 'somebody', 'PX', '4000'), 200);
      try {
        await put('SET', `${key}:lease`, 'somebody', 'PX', '4000');
        await rig.pass(20_000);
        expect(rig.listings).toBe(1);
        // what was asked of Redis has been answered by then
        await new Promise((resolve) => setTimeout(resolve, 200));
        rig.clock.hang(900_000);
        await rig.passUntil(() => rig.listings > 1);
        const complaints = gateway.logs.filter(({ msg }) => msg === 'stored catalogue cannot be written');
        expect(complaints).toEqual([
          expect.objectContaining({ reason: 'somebody holds the lease for longer than anybody may' }),
        ]);
      } finally {
        clearInterval(holding);
      }
    });
  });

  describe.each<[string, boolean]>([
    ['a success', false],
    ['a failure', true],
  ])('numbers into the news of %s', (_what, isFailure) => {
    beforeEach(async () => {
      if (!isFailure) return;
      rig.upstream.fail('images', { kind: 'reset' });
      await rig.passUntil(async () => (await news()).includes('failed'));
    });

    it.each([Number.MAX_SAFE_INTEGER, 8_640_000_000_000_001, 8_640_000_000_000_000, 1e308, -1, 0])(
      'all of which are now %d: everything answers as before, and the next refresh mends it',
      async (number) => {
        const tampered = (await news()).replace('"id":"', '"id":"x').replaceAll(/:\d+\b/g, `:${number}`);
        await put('SET', `${key}:news`, tampered, 'KEEPTTL');
        await put('PUBLISH', `${key}:told`, 'told');
        await rig.pass(2_000);
        for (const path of ['/readyz', '/metrics'])
          expect((await request(gateway.managementUrl).get(path)).status).toBe(200);
        for (const path of ['/v1/catalog', '/v1/images?limit=1'])
          expect((await request(gateway.url).get(path)).status).toBe(200);
        rig.upstream.heal();
        rig.upstream.images = generateImages(41);
        expect(await sourceOf(gateway.gateway.app).refresher.force()).toBe('started');
        const late = await rig.addWith(redis);
        await rig.passUntil(async () => (await catalogs()).every(({ count }) => count === 41));
        for (const { sources } of await catalogs()) expect(sources[0].lastFailure).toBeNull();
        const lastModified = String((await request(late.url).get('/v1/images')).headers['last-modified']);
        expect(Date.parse(lastModified)).toBeLessThanOrEqual(rig.clock.now() + 60_000);
      },
    );

    async function news(): Promise<string> {
      return String(await put('GET', `${key}:news`));
    }

    function catalogs(): Promise<Status[]> {
      return Promise.all(rig.gateways.map((each) => statusOf(each)));
    }
  });

  it('as if a refresh had been forced, without an end: one can be forced again', async () => {
    await put('SET', `${key}:forced`, '1');
    expect(await sourceOf(gateway.gateway.app).refresher.force()).toBe('started');
    await rig.passUntil(() => rig.listings === 2);
  });
});
