import { CatalogRefresher } from '../../src/catalog/catalog.refresher.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig } from '../support/replica-rig.js';
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

  it('as if a refresh had been forced, without an end: one can be forced again', async () => {
    await put('SET', `${key}:forced`, '1');
    expect(await gateway.gateway.app.get(CatalogRefresher).force()).toBe('started');
    await rig.passUntil(() => rig.listings === 2);
  });
});
