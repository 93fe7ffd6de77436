import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { UnreadProgram } from '../support/door-unread-program.js';
import { eventually } from '../support/eventually.js';
import { QueryClient } from '../support/query-client.js';

/** Their lines are more than any pipe takes. */
const REQUESTS = 1_500;
const AT_ONCE = 50;
/** More than the gateway keeps for a reader that does not read: 16 MiB, in lines of about 2.5 kB. */
const LONG_LINES = 9_000;
/** `SHUTDOWN_TIMEOUT`, and a second for a slow machine. */
const LONGEST_END_MS = 3_000;

let upstream: StandIn;
let folder = '';
let program: UnreadProgram | BuiltProgram;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
});

afterAll(() => upstream.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await program.discard();
  rmSync(folder, { recursive: true });
});

/** Sends so many requests, some at a time. @returns the statuses that there were */
async function statusesOf(
  url: string,
  targetOf: (number: number) => string,
  requests = REQUESTS,
): Promise<Set<number>> {
  const client = new QueryClient(url);
  const statuses = new Set<number>();
  for (let sent = 0; sent < requests; sent += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) => client.send(targetOf(sent + at))),
    );
    for (const { status } of answers) statuses.add(status);
  }
  client.close();
  return statuses;
}

/** Waits for the end, which must be in time. */
async function endInTime(): Promise<void> {
  const signalledAt = performance.now();
  program.signal('SIGTERM');
  // a process that hangs would else outlast the test
  const late = setTimeout(() => program.signal('SIGKILL'), LONGEST_END_MS);
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
  clearTimeout(late);
  expect(performance.now() - signalledAt).toBeLessThan(LONGEST_END_MS);
}

async function linesLost(managementUrl: string): Promise<number> {
  const text = await (await fetch(`${managementUrl}/metrics`)).text();
  return Number(/^gateway_log_lines_lost_total (.+)$/m.exec(text)?.[1]);
}

it('a log in a FIFO whose reader sleeps costs callers nothing, nor the end its time', async () => {
  const env = { ...gatewayEnvironment(upstream.url), SHUTDOWN_TIMEOUT: '2s' };
  const unread = new UnreadProgram({ env, cwd: folder });
  program = unread;
  const { url, managementUrl } = await unread.listening();
  expect(await statusesOf(url, () => '/v1/images?limit=1')).toEqual(new Set([200]));
  expect(await linesLost(managementUrl)).toBe(0);
  await endInTime();
});

it('lines that nobody reads are dropped once they are too many, and counted', async () => {
  const unread = new UnreadProgram({
    env: { ...gatewayEnvironment(upstream.url), SHUTDOWN_TIMEOUT: '2s', MAX_LOOP_DELAY: '60s' },
    cwd: folder,
  });
  program = unread;
  const { url, managementUrl } = await unread.listening();
  // so much of a target is logged: the start of the path, and 64 names of parameters, each once
  const names = Array.from({ length: 64 }, (_, at) =>
    String.fromCharCode(97 + (at % 26))
      .repeat(1 + at / 26)
      .padEnd(32, 'x'),
  );
  const target = `/v1/${'nothing'.repeat(40)}?${names.join('&')}`;
  const statuses = await statusesOf(url, () => target, LONG_LINES);
  expect(statuses).toEqual(new Set([404]));
  const lost = await eventually(
    () => linesLost(managementUrl),
    (count) => count > 0,
  );
  expect(lost).toBeLessThan(LONG_LINES);
  await endInTime();
}, 60_000);

it('a log that is read has a line of every request, in their order, up to the end', async () => {
  const read = new BuiltProgram('main.js', {
    env: { ...gatewayEnvironment(upstream.url), SHUTDOWN_TIMEOUT: '2s' },
    cwd: folder,
  });
  program = read;
  const { url, managementUrl } = await read.listening();
  const offsets = 20;
  await statusesOf(url, (number) => `/v1/images?limit=1&offset=${number % offsets}`);
  const client = new QueryClient(url);
  const inTurn: string[] = [];
  for (let number = 0; number < 100; number++) {
    const { headers } = await client.send(`/v1/images?limit=2&offset=${number % offsets}`);
    inTurn.push(String(headers['x-request-id']));
  }
  client.close();
  expect(await linesLost(managementUrl)).toBe(0);
  await endInTime();
  const lines = read.logs.filter(({ msg }) => msg === 'request');
  expect(lines).toHaveLength(REQUESTS + inTurn.length);
  expect(lines.slice(REQUESTS).map(({ requestId }) => requestId)).toEqual(inTurn);
  expect(read.logs.at(-1)).toMatchObject({ msg: 'stopped' });
  const times = read.logs.map(({ time }) => String(time));
  expect(times).toEqual(times.toSorted());
});
