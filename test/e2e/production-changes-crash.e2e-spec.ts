import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { changesSince, served } from '../support/changes-client.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';

const IMAGES = generateImages(60);

jest.setTimeout(120_000);

let upstream: StandIn;
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: IMAGES.slice(0, 50) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<{ program: BuiltProgram; url: string }> {
  const store = { CACHE_URL: `file:${join(folder, 'store')}`, CACHE_FRESH_FOR: '1s' };
  const env = { ...gatewayEnvironment(upstream.url), ...store };
  const program = new BuiltProgram('main.js', { cwd: folder, env });
  started.push(program);
  const { url } = await program.listening();
  return { program, url };
}

/** Of the list that a crash would leave behind. */
function storedVersion(): string | undefined {
  const store = join(folder, 'store');
  const name = existsSync(store) && readdirSync(store).find((each) => each.endsWith('.catalog'));
  if (!name) return undefined;
  return /"version":"([0-9a-f]{16})"/.exec(readFileSync(join(store, name), 'latin1').slice(0, 512))?.[1];
}

it('a process that is killed as soon as a list is stored has stored what led to it', async () => {
  const { program, url } = await start();
  await eventually(storedVersion, (version) => version !== undefined, 15_000);
  const { version: first } = await served({ url });
  for (let at = 1; at <= 3; at++) {
    const before = storedVersion();
    upstream.images = IMAGES.slice(at, 50 + at);
    while (storedVersion() === before) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  program.signal('SIGKILL');
  await program.ended;
  const last = storedVersion();
  upstream.fail('images', { kind: 'status', status: 500 });
  const again = await start();
  const { to, added, removed } = await changesSince(again, first);
  expect([to, added.length, removed.length]).toEqual([last, 3, 3]);
});
