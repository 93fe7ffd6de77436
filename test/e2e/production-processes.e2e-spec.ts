import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import type { ServedPage } from '../support/query-client.js';
import { WorkerConnection } from '../support/worker-connections.js';

const KEY = { client: 'operator', key: 'operator-key-1', scopes: ['images:read', 'catalog:refresh'] };
const WITH_KEY = { 'X-Api-Key': KEY.key };

/** Three processes start at once. */
const LONGEST_START_MS = 50_000;

jest.setTimeout(90_000);

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string | undefined> = {}): BuiltProgram {
  const settings = { ...gatewayEnvironment(upstream.url), PROCESSES: '2', ...env };
  const program = new BuiltProgram('main.js', { cwd: folder, env: settings });
  started.push(program);
  return program;
}

interface Running {
  readonly program: BuiltProgram;
  readonly url: string;
  readonly managementUrl: string;
  readonly workers: readonly WorkerConnection[];
}

/** Two processes, and a connection to each. */
async function startTwo(env: Record<string, string | undefined> = {}): Promise<Running> {
  const program = start(env);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  const addresses = await program.listening();
  const workers = await WorkerConnection.toEach(program, addresses.url, 2);
  return { program, ...addresses, workers };
}

/** The process ids of the workers that were started, in their order. */
function pids(program: BuiltProgram): number[] {
  return program.logs.filter(({ msg }) => msg === 'worker started').map(({ pid }) => Number(pid));
}

function isAlive(pid: number): boolean {
  return readdirSync('/proc').includes(String(pid));
}

/** How often the list was asked for from its beginning. */
function listings(): number {
  return upstream.calls.filter(({ operation, query }) => operation === 'images' && !('marker' in query))
    .length;
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status;
}

async function catalogOf(worker: WorkerConnection): Promise<Record<string, unknown>> {
  // what the API promises
  return JSON.parse((await worker.get('/v1/catalog', WITH_KEY)).body) as Record<string, unknown>;
}

describe('two processes behind one port', () => {
  it('give the same answers with the same entity tags, from one listing and one token', async () => {
    const { program, managementUrl, workers } = await startTwo();
    const targets = ['/v1/images', '/v1/images?sort=-name&limit=7', `/v1/images/${upstream.images[3]!.id}`];
    for (const target of targets) {
      const [first, second] = await Promise.all(workers.map((worker) => worker.get(target)));
      expect(first!.status).toBe(200);
      expect([second!.body, second!.headers['etag'], second!.headers['last-modified']]).toEqual([
        first!.body,
        first!.headers['etag'],
        first!.headers['last-modified'],
      ]);
      const again = await workers[1]!.get(target, { 'If-None-Match': first!.headers['etag']! });
      expect(again.status).toBe(304);
    }
    expect(
      await Promise.all([statusOf(`${managementUrl}/readyz`), statusOf(`${managementUrl}/livez`)]),
    ).toEqual([200, 200]);
    expect([upstream.count('tokens'), listings()]).toEqual([1, 1]);
    const everyLine = program.stdout.trimEnd().split('\n');
    expect(program.logs).toHaveLength(everyLine.length);
    expect(program.stderr).toBe('');
  });

  it('share one random cursor secret: a cursor of one is good for the other', async () => {
    const { workers } = await startTwo();
    const [one, other] = workers;
    // what the API promises
    const first = JSON.parse((await one!.get('/v1/images?limit=10')).body) as ServedPage;
    const next = await other!.get(first.links.next!);
    expect([next.status, next.body]).toEqual([200, (await one!.get(first.links.next!)).body]);
  });

  it('have a change within a second after a refresh that either was asked for', async () => {
    const keys = new KeyFile(KEY);
    const { program, workers } = await startTwo({ ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keys.path });
    keys.discard();
    upstream.images = generateImages(50);
    const refreshed = await Promise.all(
      workers.map((worker) => worker.send('POST', '/v1/catalog/refresh', WITH_KEY)),
    );
    const outcomes = refreshed.map(({ body }) => (JSON.parse(body) as { refresh: string }).refresh);
    expect(outcomes.sort()).toEqual(['joined', 'started']);
    await eventually(
      () => program.logs.filter(({ msg }) => msg === 'refresh').length,
      (refreshes) => refreshes === 2,
    );
    for (const worker of workers) {
      await eventually(
        () => catalogOf(worker),
        ({ count }) => count === 50,
        1_000,
      );
    }
    const later = await workers[1]!.send('POST', '/v1/catalog/refresh', WITH_KEY);
    expect(JSON.parse(later.body)).toEqual({ refresh: 'recent' });
    expect(listings()).toBe(2);
  });

  it('say the same of a cloud that fails: stale answers, then its class', async () => {
    const { program, workers } = await startTwo({ CACHE_FRESH_FOR: '1s', CACHE_STALE_FOR: '3s' });
    upstream.fail('images', { kind: 'status', status: 500 });
    await program.line('refresh failed');
    for (const worker of workers) {
      const stale = await eventually(
        () => worker.get('/v1/images?limit=1'),
        ({ headers }) => headers['cache-status']!.includes('stale'),
      );
      expect([stale.status, stale.headers['cache-status']]).toEqual([
        200,
        expect.stringMatching(/ttl=-\d; detail=stale-if-error$/),
      ]);
    }
    for (const worker of workers) {
      const none = await eventually(
        () => worker.get('/v1/images?limit=1'),
        ({ status }) => status !== 200,
      );
      expect([none.status, none.body]).toEqual([502, expect.stringContaining('"UPSTREAM_UNAVAILABLE"')]);
      expect(Number(none.headers['retry-after'])).toBeGreaterThan(0);
    }
    const [one, other] = await Promise.all(workers.map(catalogOf));
    expect(one).toMatchObject({
      version: null,
      sources: [{ lastFailure: { class: 'UPSTREAM_UNAVAILABLE' } }],
    });
    expect(one).toEqual(other);
  });

  it('wait together for a first list', async () => {
    upstream.fail('images', { kind: 'delay', ms: 60_000 });
    const { managementUrl, workers } = await startTwo({ UPSTREAM_TIMEOUT: '60s' });
    expect(await statusOf(`${managementUrl}/readyz`)).toBe(503);
    const waiting = workers.map((worker) => worker.get('/v1/images?limit=1'));
    upstream.heal();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(
      await eventually(
        () => statusOf(`${managementUrl}/readyz`),
        (status) => status === 200,
      ),
    ).toBe(200);
    expect(listings()).toBe(1);
  });

  it('without a list both refuse with the class of the failure, and the cloud is left alone', async () => {
    upstream.fail('images', { kind: 'status', status: 503, headers: { 'retry-after': '600' } });
    const { workers } = await startTwo();
    for (const worker of [...workers, ...workers]) {
      const { status, body, headers } = await worker.get('/v1/images?limit=1');
      expect([status, body]).toEqual([502, expect.stringContaining('"UPSTREAM_UNAVAILABLE"')]);
      expect(Number(headers['retry-after'])).toBeGreaterThan(500);
    }
    expect(listings()).toBe(1);
  });

  it('are one in the metrics', async () => {
    const { managementUrl, workers } = await startTwo();
    for (const worker of workers) {
      for (let sent = 0; sent < 5; sent++) await worker.get('/v1/images?limit=1');
    }
    const metrics = await (await fetch(`${managementUrl}/metrics`)).text();
    const sample = (name: string): string | undefined =>
      metrics.split('\n').find((line) => line.startsWith(name));
    expect(
      sample('gateway_http_request_duration_seconds_count{method="GET",route="/v1/images",status="200"}'),
    ).toMatch(/ 10$/);
    expect(
      sample('gateway_http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/v1/images",'),
    ).toMatch(/ 10$/);
    expect([sample('gateway_catalog_images '), sample('gateway_log_lines_lost_total ')]).toEqual([
      'gateway_catalog_images 60',
      'gateway_log_lines_lost_total 0',
    ]);
    expect(sample('gateway_catalog_age_seconds ')).toMatch(/ \d+$/);
  });
});

describe('a worker that dies', () => {
  it('is replaced, with the list, while the other answers; no counter goes back', async () => {
    const { program, url, managementUrl, workers } = await startTwo();
    const before = await (await fetch(`${managementUrl}/metrics`)).text();
    const [victim] = pids(program);
    process.kill(victim!, 'SIGKILL');
    const ended = await program.line('worker ended: it will be replaced');
    expect(ended).toMatchObject({ level: 'error', worker: 1, pid: victim, signal: 'SIGKILL' });
    for (let sent = 0; sent < 20; sent++) {
      expect((await workers[1]!.get('/v1/images?limit=1')).status).toBe(200);
      expect(await statusOf(`${url}/v1/images?limit=1`)).toBe(200);
    }
    const [replaced] = await WorkerConnection.toEach(program, url, 2);
    expect(replaced!.worker).toBe(1);
    expect((await replaced!.get('/v1/images')).body).toBe((await workers[1]!.get('/v1/images')).body);
    expect(pids(program)).toHaveLength(3);
    expect([upstream.count('tokens'), listings()]).toEqual([1, 1]);
    const count = (text: string): number =>
      Number(
        /duration_seconds_count\{method="GET",route="\/v1\/catalog",status="200"\} (\d+)/.exec(text)?.[1],
      );
    const after = await (await fetch(`${managementUrl}/metrics`)).text();
    expect(count(after)).toBeGreaterThan(count(before));
  });
});

describe('the end', () => {
  it('of the primary is the end of its workers, however it comes', async () => {
    const { program } = await startTwo();
    const workers = pids(program);
    expect(workers.map(isAlive)).toEqual([true, true]);
    program.signal('SIGKILL');
    await eventually(
      () => workers.map(isAlive),
      (alive) => !alive.includes(true),
    );
  });

  it.each([false, true])(
    'by SIGTERM lets requests in flight finish, has exit code 0, and leaves nobody behind (to all: %j)',
    async (toAll) => {
      upstream.fail('images', { kind: 'delay', ms: 60_000 });
      const { program, url, managementUrl, workers } = await startTwo({ UPSTREAM_TIMEOUT: '60s' });
      const inFlight = await Promise.all([1, 2, 3, 4].map(() => RawConnection.open(url)));
      for (const connection of inFlight) {
        connection.send(requestText('GET', '/v1/catalog'));
        await connection.answer();
        connection.send(requestText('GET', '/v1/images?limit=1'));
      }
      // whatever came before these has been read
      for (let round = 0; round < 3; round++) await Promise.all(workers.map(catalogOf));
      if (toAll) for (const pid of pids(program)) process.kill(pid, 'SIGTERM');
      program.signal('SIGTERM');
      await program.line('shutting down');
      expect(await statusOf(`${managementUrl}/readyz`)).toBe(503);
      upstream.heal();
      for (const connection of inFlight) expect((await connection.answer()).status).toBe(200);
      expect(await program.ended).toMatchObject({ code: 0, signal: null });
      expect(pids(program).map(isAlive)).toEqual([false, false]);
      expect([program.logs.at(-1)?.['msg'], program.stderr]).toEqual(['stopped', '']);
    },
  );
});

describe('a start by several processes that cannot be', () => {
  it.each(['0', '65', 'abc', '-1', '1.5'])('PROCESSES=%s is refused with exit code 78', async (PROCESSES) => {
    const program = start({ PROCESSES });
    expect(await program.ended).toMatchObject({ code: 78 });
    expect(program.stderr).toMatch(/^1 setting is wrong:\n {2}PROCESSES: must be .* auto.*\n$/);
  });

  it('for want of a port says which, once, and has exit code 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // an address of a TCP server is no text
    const { port } = other.address() as AddressInfo;
    for (const name of ['PORT', 'MANAGEMENT_PORT']) {
      const program = start({ [name]: String(port) });
      expect(await program.ended).toMatchObject({ code: 1, signal: null });
      expect(program.stderr).toMatch(new RegExp(`^port ${port} is in use: set PORT or .*\\n$`));
      expect(program.logs.filter(({ level }) => level === 'fatal' || level === 'error')).toHaveLength(1);
    }
    other.close();
  });
});
