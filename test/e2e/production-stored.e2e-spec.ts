import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { mayBeStored } from '../support/gateway-watch.js';

/** Several processes start at once. */
const LONGEST_START_MS = 50_000;

jest.setTimeout(90_000);

let upstream: StandIn;
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(30) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Starts a gateway that stores its list in a folder, and waits until it listens. */
async function start(env: Readonly<Record<string, string | undefined>> = {}): Promise<BuiltProgram> {
  const program = new BuiltProgram('main.js', {
    cwd: folder,
    env: {
      ...gatewayEnvironment(upstream.url),
      CACHE_URL: `file:${join(folder, 'store')}`,
      SHUTDOWN_DELAY: '0s',
      ...env,
    },
  });
  started.push(program);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  return program;
}

async function stop(program: BuiltProgram): Promise<void> {
  program.signal('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
}

/** Runs a gateway until its list is stored. @returns the file */
async function storeOnce(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = await start(env);
  const names = await eventually(
    () => storedNames(),
    ({ length }) => length > 0,
  );
  await stop(program);
  return join(folder, 'store', names[0]!);
}

function storedNames(): string[] {
  try {
    return readdirSync(join(folder, 'store')).filter((name) => name.endsWith('.catalog'));
  } catch {
    return [];
  }
}

describe('under the name of the stored list', () => {
  it.each<[string, (path: string) => unknown]>([
    ['a pipe', (path) => spawnSync('mkfifo', [path])],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['a folder', (path) => renameSync(mkdtempSync(join(folder, 'other-')), path)],
  ])('%s holds up neither the start nor the end', async (_what, put) => {
    const file = await storeOnce();
    rmSync(file);
    put(file);
    upstream.fail('images', { kind: 'reset' });
    const program = await start();
    expect(await program.line('stored catalogue cannot be read')).toMatchObject({
      reason: 'it is no regular file',
    });
    await stop(program);
  });

  it('a file of two gigabytes, with nothing in it, is not read', async () => {
    const file = await storeOnce();
    truncateSync(file, 0);
    truncateSync(file, 2e9);
    const program = await start();
    expect(await program.line('stored catalogue cannot be read')).toMatchObject({
      reason: expect.stringContaining('UPSTREAM_MAX_LISTING') as unknown,
    });
    await program.line('refresh');
    await eventually(
      () => statSync(file).size,
      (size) => size < 1_000_000,
    );
    expect((await request((await program.listening()).url).get('/v1/images')).status).toBe(200);
  });
});

describe.each(['1', '2'])(
  'with PROCESSES=%s, a secret that stands in the list from before it was one',
  (PROCESSES) => {
    const NEW = 'a-Brand/new+password-777';
    mayBeStored(NEW);

    beforeEach(() => {
      upstream.images = generateImages(30).map((image) => ({ ...image, name: `${image.name} ${NEW}` }));
    });

    /** Whether it is told, and found, asked so often that each process answers; they need not agree at one moment. */
    async function tells(program: BuiltProgram): Promise<{ told: boolean; found: boolean }> {
      const { url } = await program.listening();
      const all = { told: false, found: false };
      for (let times = 0; times < 8; times++) {
        const answer = await request(url).get('/v1/images?limit=200');
        const search = await request(url).get(`/v1/images?q=${encodeURIComponent(NEW)}`);
        expect(answer.body).toMatchObject({ page: { total: 30 } });
        all.told ||= answer.text.includes(NEW);
        all.found ||= (search.body as { page: { total: number } }).page.total > 0;
      }
      return all;
    }

    it('is masked when the list is restored', async () => {
      await storeOnce({ PROCESSES });
      upstream.fail('images', { kind: 'reset' });
      const program = await start({ PROCESSES, UPSTREAM_PASSWORD: NEW });
      expect(await tells(program)).toEqual({ told: false, found: false });
    });

    it('is masked after SIGHUP, when its file was replaced', async () => {
      const path = join(folder, 'password');
      writeFileSync(path, DEMO_CREDENTIALS.password);
      const program = await start({ PROCESSES, UPSTREAM_PASSWORD: undefined, UPSTREAM_PASSWORD_FILE: path });
      await program.line('refresh');
      expect(await tells(program)).toEqual({ told: true, found: true });
      writeFileSync(path, NEW);
      program.signal('SIGHUP');
      await program.line('catalogue masked');
      await eventually(
        () => tells(program),
        ({ told, found }) => !told && !found,
        LONGEST_START_MS,
      );
    });
  },
);
