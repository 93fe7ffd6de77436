import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { gatewayEnvironment } from '../support/door-process.js';
import { UnreadProgram } from '../support/door-unread-program.js';
import { QueryClient } from '../support/query-client.js';

/** Their lines are more than any pipe takes. */
const REQUESTS = 1_500;
const AT_ONCE = 50;
/** `SHUTDOWN_TIMEOUT`, and a second for a slow machine. */
const LONGEST_END_MS = 3_000;

let upstream: StandIn;
let folder = '';
let program: UnreadProgram;

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

/** Sends all of them, some at a time. @returns the statuses that there were */
async function statusesOf(url: string): Promise<Set<number>> {
  const client = new QueryClient(url);
  const statuses = new Set<number>();
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => client.send('/v1/images?limit=1')),
    );
    for (const { status } of answers) statuses.add(status);
  }
  client.close();
  return statuses;
}

it('a log in a FIFO whose reader sleeps costs callers nothing, nor the end its time', async () => {
  const env = { ...gatewayEnvironment(upstream.url), SHUTDOWN_TIMEOUT: '2s' };
  program = new UnreadProgram({ env, cwd: folder });
  expect(await statusesOf(await program.url())).toEqual(new Set([200]));
  const signalledAt = performance.now();
  program.signal('SIGTERM');
  // a process that hangs would else outlast the test
  const late = setTimeout(() => program.signal('SIGKILL'), LONGEST_END_MS);
  expect(await program.ended).toEqual({ code: 0, signal: null });
  clearTimeout(late);
  expect(performance.now() - signalledAt).toBeLessThan(LONGEST_END_MS);
});
