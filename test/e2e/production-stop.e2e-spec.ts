import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';

/** Several processes start at once. */
const LONGEST_START_MS = 50_000;
/** More than the system keeps of what is not read. */
const BIG_PAGES = 100;

jest.setTimeout(90_000);

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let started: BuiltProgram[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(300) });
});

afterAll(() => upstream.close());

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'gateway-'))));

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  upstream.heal();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly program: BuiltProgram;
  readonly url: string;
  readonly managementUrl: string;
}

function run(env: Record<string, string>): BuiltProgram {
  const program = new BuiltProgram('main.js', {
    cwd: folder,
    env: { ...gatewayEnvironment(upstream.url), ...env },
  });
  started.push(program);
  return program;
}

async function start(env: Record<string, string>): Promise<Running> {
  const program = run(env);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  return { program, ...(await program.listening()) };
}

async function isReady({ managementUrl }: Running): Promise<boolean> {
  return (await fetch(`${managementUrl}/readyz`)).status === 200;
}

/** Starts, and waits for the first list. */
async function startReady(env: Record<string, string>): Promise<Running> {
  const running = await start(env);
  await eventually(() => isReady(running), Boolean, LONGEST_START_MS);
  return running;
}

/** How long the stop took, by the log. Fails unless the process ended by itself, with exit code 0. */
async function stopMs(program: BuiltProgram): Promise<number> {
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
  expect([program.logs.at(-1)?.['msg'], program.stderr]).toEqual(['stopped', '']);
  const [begun, stopped] = [await program.line('shutting down'), await program.line('stopped')];
  return Date.parse(String(stopped['time'])) - Date.parse(String(begun['time']));
}

describe.each(['1', '2'])('a stop, with PROCESSES=%s,', (PROCESSES) => {
  const env = { PROCESSES, SHUTDOWN_TIMEOUT: '5s', SHUTDOWN_DELAY: '0s', UPSTREAM_TIMEOUT: '60s' };

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s of an idle gateway takes a moment', async (signal) => {
    const { program, url } = await startReady(env);
    const idle = await RawConnection.open(url);
    const unused = await RawConnection.open(url);
    idle.send(requestText('GET', '/v1/images'));
    await idle.answer();
    program.signal(signal);
    expect(await stopMs(program)).toBeLessThan(2_500);
    await Promise.all([idle.ended, unused.ended]);
  });

  it('is one stop, however often it is asked for', async () => {
    upstream.fail('images', { kind: 'delay', ms: 60_000 });
    const { program, url } = await start(env);
    const waiting = await RawConnection.open(url);
    waiting.send(requestText('GET', '/v1/catalog') + requestText('GET', '/v1/images'));
    await waiting.answer();
    for (const signal of ['SIGTERM', 'SIGTERM', 'SIGINT'] as const) {
      program.signal(signal);
      await program.line('shutting down');
    }
    upstream.heal();
    expect((await waiting.answer()).status).toBe(200);
    await stopMs(program);
    expect(program.logs.filter(({ msg }) => msg === 'shutting down')).toHaveLength(1);
  });

  it('does not wait for a refresh that nobody waits for', async () => {
    const { program } = await startReady({ ...env, CACHE_FRESH_FOR: '500ms' });
    upstream.fail('images', { kind: 'hang', at: 'body' });
    const before = upstream.count('images');
    await eventually(
      () => upstream.count('images'),
      (count) => count > before,
    );
    program.signal('SIGTERM');
    expect(await stopMs(program)).toBeLessThan(2_500);
  });

  it('does not wait for a first list that nobody waits for', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    const { program } = await start(env);
    program.signal('SIGTERM');
    expect(await stopMs(program)).toBeLessThan(2_500);
  });

  it('is over within SHUTDOWN_TIMEOUT, whatever clients do', async () => {
    const { program, url } = await startReady({ ...env, SHUTDOWN_TIMEOUT: '2s' });
    const [deaf, half, silent] = await Promise.all([1, 2, 3].map(() => RawConnection.open(url)));
    deaf!.pause();
    for (let page = 0; page < BIG_PAGES; page++) deaf!.send(requestText('GET', '/v1/images?limit=200'));
    half!.send('GET /v1/images HTTP/1.1\r\nHost: gateway.te');
    silent!.send(requestText('GET', '/v1/images'));
    await silent!.answer();
    silent!.pause();
    program.signal('SIGTERM');
    const took = await stopMs(program);
    expect(took).toBeGreaterThan(1_000);
    expect(took).toBeLessThan(2_000);
    for (const connection of [deaf!, half!, silent!]) connection.close();
  });

  it('lets a slow reader take all that it asked for', async () => {
    const { program, url } = await startReady({ ...env, SHUTDOWN_TIMEOUT: '20s' });
    const reader = await RawConnection.open(url);
    reader.send(requestText('GET', '/v1/images?limit=200'));
    const { body } = await reader.answer();
    reader.pause();
    for (let page = 0; page < BIG_PAGES; page++) reader.send(requestText('GET', '/v1/images?limit=200'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    program.signal('SIGTERM');
    await program.line('shutting down');
    // longer than a connection that is not being read would be kept
    await new Promise((resolve) => setTimeout(resolve, 800));
    reader.resume();
    for (let page = 0; page < BIG_PAGES; page++) expect((await reader.answer()).body).toBe(body);
    await reader.ended;
    await stopMs(program);
  });

  it('answers what was sent at the same moment, and asks for the end of the connection', async () => {
    const { program, url } = await startReady(env);
    const connections = await Promise.all([1, 2, 3, 4, 5, 6].map(() => RawConnection.open(url)));
    for (const connection of connections) {
      connection.send(requestText('GET', '/v1/images?limit=1'));
      await connection.answer();
    }
    program.signal('SIGTERM');
    for (const connection of connections) {
      connection.send(requestText('GET', '/v1/images?limit=1') + requestText('GET', '/v1/catalog'));
    }
    for (const connection of connections) {
      expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 200]);
    }
    await program.line('shutting down');
    await stopMs(program);
  });

  it('waits for the rest of a request, and answers it', async () => {
    const { program, url } = await startReady(env);
    const half = await RawConnection.open(url);
    half.send(`${requestText('GET', '/v1/catalog')}GET /v1/images HTTP/1.1\r\nHost: gateway.te`);
    await half.answer();
    program.signal('SIGTERM');
    await program.line('shutting down');
    await new Promise((resolve) => setTimeout(resolve, 400));
    half.send('st\r\n\r\n');
    const { status, headers } = await half.answer();
    expect([status, headers['connection']]).toEqual([200, 'close']);
    expect(await stopMs(program)).toBeLessThan(4_000);
  });

  it('goes on taking connections for SHUTDOWN_DELAY, while /readyz is 503', async () => {
    const running = await startReady({ ...env, SHUTDOWN_TIMEOUT: '20s', SHUTDOWN_DELAY: '3s' });
    running.program.signal('SIGTERM');
    await eventually(
      () => isReady(running),
      (ready) => !ready,
    );
    const late = await RawConnection.open(running.url);
    late.send(requestText('GET', '/v1/images?limit=1'));
    const { status, headers } = await late.answer();
    expect([status, headers['connection']]).toEqual([200, 'close']);
    await late.ended;
    expect(await stopMs(running.program)).toBeGreaterThan(2_500);
  });
});

describe('a stop while a store hangs', () => {
  const hanging = (flags: string): Record<string, string> => ({
    CACHE_URL: `file:${join(folder, 'catalog')}`,
    SHUTDOWN_TIMEOUT: '1s',
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { open: real } = fs;
      const hang = () => new Promise(() => setInterval(() => {}, 1000) && process._rawDebug('HANGING'));
      fs.open = (path, flags, ...rest) =>
        String(path).includes('.catalog') && typeof flags === '${flags}' ? hang() : real(path, flags, ...rest);
      syncBuiltinESMExports();`)}`,
  });

  it.each([
    ['1', 'string', 1, 'what is written'],
    ['2', 'string', 1, 'what is written'],
    // once while the program loads, which does not wait for it
    ['1', 'number', 2, 'what is read'],
    ['2', 'number', 2, 'what is read'],
  ])(
    'is over within SHUTDOWN_TIMEOUT (PROCESSES=%s, flags are a %s, %i times: %s)',
    async (PROCESSES, flags, times) => {
      const program = run({ ...hanging(flags), PROCESSES });
      await eventually(
        () => program.stderr,
        (text) => text.split('HANGING').length > times,
        LONGEST_START_MS,
      );
      const before = performance.now();
      program.signal('SIGTERM');
      expect(await program.ended).toMatchObject({ code: 0, signal: null });
      expect(performance.now() - before).toBeLessThan(1_500);
    },
  );
});
