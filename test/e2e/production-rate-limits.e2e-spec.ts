import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { rawRequest, RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { WorkerConnection } from '../support/worker-connections.js';

const PAGE = '/v1/images?limit=1';
const CALLER = { 'X-Forwarded-For': '192.0.2.1' };
/** Three processes start at once. */
const LONGEST_START_MS = 50_000;

jest.setTimeout(90_000);

let upstream: StandIn;
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(20) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly program: BuiltProgram;
  readonly url: string;
  readonly managementUrl: string;
}

async function start(env: Record<string, string>): Promise<Running> {
  const settings = { ...gatewayEnvironment(upstream.url), TRUST_PROXY: 'loopback', ...env };
  const program = new BuiltProgram('main.js', { cwd: folder, env: settings });
  started.push(program);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  return { program, ...(await program.listening()) };
}

async function metric(managementUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${managementUrl}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

function startTwo(rateLimit: string, env: Record<string, string> = {}): Promise<Running> {
  return start({ PROCESSES: '2', RATE_LIMIT: rateLimit, ...env });
}

it('two processes count together', async () => {
  const { program, url, managementUrl } = await startTwo('1000/1h');
  const workers = await WorkerConnection.toEach(program, url, 2);
  const left = [];
  for (let time = 0; time < 6; time++) {
    const { status, headers } = await workers[time % 2]!.get(PAGE, CALLER);
    left.push([status, headers['ratelimit']]);
  }
  expect(left).toEqual([999, 998, 997, 996, 995, 994].map((rest) => [200, `"default";r=${rest};t=3600`]));
  expect(await metric(managementUrl, 'gateway_rate_limit_shared')).toBe(1);
});

it('two processes let through as many as were promised, for many requests at the same time', async () => {
  const { url, managementUrl } = await startTwo('100/1h');
  const connections = await Promise.all(Array.from({ length: 8 }, () => RawConnection.open(url)));
  for (const connection of connections) connection.send(requestText('GET', PAGE, CALLER).repeat(20));
  const statuses: number[] = [];
  for (const connection of connections)
    for (let time = 0; time < 20; time++) statuses.push((await connection.answer()).status);
  connections.forEach((connection) => connection.close());
  expect(statuses.filter((status) => status === 200)).toHaveLength(100);
  expect(statuses.filter((status) => status === 429)).toHaveLength(60);
  expect(await metric(managementUrl, 'gateway_rate_limited_total{reason="address"}')).toBe(60);
});

describeWithRedis('with a Redis', () => {
  it('the processes of two gateways count together, and each by itself without it', async () => {
    const redis = await RedisServer.start();
    try {
      const env = { CACHE_URL: redis.url };
      const [one, other] = [await startTwo('12/1h', env), await start({ RATE_LIMIT: '12/1h', ...env })];
      const statuses = [];
      for (let time = 0; time < 16; time++) {
        const { url } = time % 3 === 0 ? other : one;
        statuses.push((await rawRequest(url, requestText('GET', PAGE, CALLER))).status);
      }
      expect(statuses).toEqual([...Array<number>(12).fill(200), 429, 429, 429, 429]);
      await redis.kill();
      const text = requestText('GET', PAGE, { 'X-Forwarded-For': '192.0.2.2' });
      const alone = [];
      for (let time = 0; time < 14; time++) alone.push((await rawRequest(one.url, text)).status);
      expect(alone).toEqual([...Array<number>(12).fill(200), 429, 429]);
    } finally {
      await redis.discard();
    }
  });
});
