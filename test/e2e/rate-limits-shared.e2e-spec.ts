import { REDIS_PATIENCE_MS } from '../../src/rate-limits/rate-limits.module.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig } from '../support/replica-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const PAGE = '/v1/images?limit=1';
const READER = { client: 'reader', key: 'reader-key' };
const CHANGES = ['rate limits are not shared: each process counts alone', 'rate limits are shared again'];

describeWithRedis('rate limits of gateways with one Redis', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;
  let keyFile: KeyFile;
  let connections: RawConnection[] = [];

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start();
    keyFile = new KeyFile(READER);
  });

  afterEach(async () => {
    connections.forEach((connection) => connection.close());
    connections = [];
    await rig.stop();
    await redis.discard();
    keyFile.discard();
  });

  /** Two of them, anonymous, that count callers by what their proxy says. */
  async function addTwo(rateLimit: string, env: Record<string, string> = {}): Promise<TestGateway[]> {
    const settings = { RATE_LIMIT: rateLimit, TRUST_PROXY: 'loopback', CACHE_FRESH_FOR: '1h', ...env };
    await Promise.all([rig.addWith(redis, settings), rig.addWith(redis, settings)]);
    return rig.gateways;
  }

  function ask({ url }: TestGateway, who = '192.0.2.1'): Promise<RawAnswer> {
    return rawRequest(url, requestText('GET', PAGE, { 'X-Forwarded-For': who }));
  }

  async function askInTurns(times: number): Promise<RawAnswer[]> {
    const answers = [];
    for (let time = 0; time < times; time++) answers.push(await ask(rig.gateways[time % 2]!));
    return answers;
  }

  /** Many requests in one go, on some connections to each gateway. */
  async function flood(each: number): Promise<RawAnswer[]> {
    const text = requestText('GET', PAGE, { 'X-Forwarded-For': '192.0.2.1' }).repeat(each);
    const opened = await Promise.all(
      [...rig.gateways, ...rig.gateways].map(({ url }) => RawConnection.open(url)),
    );
    connections.push(...opened);
    for (const connection of opened) connection.send(text);
    const answers = opened.map(async (connection) => {
      const taken = [];
      for (let time = 0; time < each; time++) taken.push(await connection.answer());
      return taken;
    });
    return (await Promise.all(answers)).flat();
  }

  function accepted(answers: readonly RawAnswer[]): number {
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
    return statuses.filter((status) => status === 200).length;
  }

  function changes({ logs }: TestGateway): unknown[] {
    return logs.map(({ msg }) => msg).filter((msg) => CHANGES.includes(String(msg)));
  }

  async function isShared({ managementUrl }: TestGateway): Promise<string | undefined> {
    const text = await (await fetch(`${managementUrl}/metrics`)).text();
    return /^gateway_rate_limit_shared (\d)$/m.exec(text)?.[1];
  }

  it('are those of all together, with the same fields from each', async () => {
    await addTwo('10/1h');
    const answers = await askInTurns(14);
    expect(answers.map(({ headers }) => /r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1])).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0].map(String),
    );
    expect(accepted(answers)).toBe(10);
    expect((await ask(rig.gateways[0]!, '192.0.2.2')).status).toBe(200);
    expect(rig.gateways.flatMap((gateway) => changes(gateway))).toEqual([]);
    expect(await isShared(rig.gateways[0]!)).toBe('1');
  });

  it('are exact for many requests at the same time', async () => {
    await addTwo('101/1h');
    await askInTurns(1);
    expect(accepted(await flood(60))).toBe(100);
    expect(accepted(await flood(5))).toBe(0);
  });

  it('hold for requests without a credential, too', async () => {
    await addTwo('100/1h', { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path });
    const statuses = (await askInTurns(12)).map(({ status }) => status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const text = requestText('GET', PAGE, { 'X-Forwarded-For': '192.0.2.1', 'X-Api-Key': READER.key });
    expect((await rawRequest(rig.gateways[0]!.url, text)).status).toBe(200);
    const names = (await redis.keys()).filter((name) => name.includes(':rate:'));
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(name).toMatch(
        /^image-gateway:\d+:\{default:[0-9a-f]{12}\}:rate:(requests|failures):3600:[\w-]{22}$/,
      );
      expect(await redis.ask((client) => client.pTTL(name))).toBeGreaterThan(3_500_000);
    }
  });

  it('go on from what each knows when Redis is killed, and are shared again when it is back', async () => {
    const [one, other] = await addTwo('20/1h');
    await askInTurns(10);
    await redis.kill();
    const alone = [];
    for (let time = 0; time < 14; time++) alone.push(await ask(one!));
    // the last that it heard of was the ninth
    expect(accepted(alone)).toBe(11);
    expect((await ask(other!)).status).toBe(200);
    expect(changes(one!)).toEqual([CHANGES[0]]);
    expect(await isShared(one!)).toBe('0');
    await redis.run();
    await rig.passUntil(async () => {
      await Promise.all([ask(one!, '192.0.2.9'), ask(other!, '192.0.2.9')]);
      return (await isShared(one!)) === '1' && (await isShared(other!)) === '1';
    });
    expect(changes(one!)).toEqual(CHANGES);
    const [first, second] = [await ask(one!, '192.0.2.3'), await ask(other!, '192.0.2.3')];
    expect([first.headers['ratelimit'], second.headers['ratelimit']]).toEqual([
      '"default";r=19;t=3600',
      '"default";r=18;t=3600',
    ]);
  });

  it('cost those a moment who ask while Redis begins to hang, and nobody after them', async () => {
    const [one] = await addTwo('1000/1h');
    await ask(one!);
    redis.signal('SIGSTOP');
    const caught = Promise.all([ask(one!), ask(one!), ask(one!)]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    rig.clock.advance(REDIS_PATIENCE_MS);
    expect(accepted(await caught)).toBe(3);
    // time stands still: nothing is waited for
    for (let time = 0; time < 20; time++) expect((await ask(one!)).status).toBe(200);
    expect(changes(one!)).toEqual([CHANGES[0]]);
    redis.signal('SIGCONT');
    await rig.passUntil(async () => {
      await ask(one!);
      return (await isShared(one!)) === '1';
    });
    expect(changes(one!)).toEqual(CHANGES);
  });

  it('log a caller that goes away while Redis hangs', async () => {
    const [one] = await addTwo('1000/1h');
    await ask(one!);
    redis.signal('SIGSTOP');
    const connection = await RawConnection.open(one!.url);
    const headers = { 'X-Forwarded-For': '192.0.2.7' };
    connection.send(requestText('GET', PAGE, headers) + requestText('GET', '/v1/images?limit=2', headers));
    await new Promise((resolve) => setTimeout(resolve, 50));
    connection.close();
    await connection.ended;
    await new Promise((resolve) => setTimeout(resolve, 50));
    rig.clock.advance(REDIS_PATIENCE_MS);
    const lines = await eventually(
      () => one!.logs.filter(({ msg, address }) => msg === 'request' && address === '192.0.2.7'),
      (found) => found.length === 2,
    );
    expect(lines.map(({ status }) => status)).toEqual([499, 499]);
    expect((await ask(one!)).status).toBe(200);
    redis.signal('SIGCONT');
  });

  it('are counted alone from the start without Redis, and nobody waits', async () => {
    await redis.kill();
    const [one, other] = await addTwo('3/1h');
    await rig.allServe(30);
    const answers = await askInTurns(10);
    expect(accepted(answers)).toBe(6);
    expect([changes(one!), changes(other!)]).toEqual([[CHANGES[0]], [CHANGES[0]]]);
    await eventually(
      () => isShared(one!),
      (shared) => shared === '0',
    );
  });
});
