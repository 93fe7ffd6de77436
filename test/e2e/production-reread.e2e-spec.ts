import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';

/** Several processes start at once. */
const LONGEST_START_MS = 50_000;

jest.setTimeout(90_000);

let upstream: StandIn;
let keys: KeyFile;
let folder = '';
let started: BuiltProgram[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(30) });
});

afterAll(() => upstream.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  keys = new KeyFile({ client: 'one', key: 'the-key-of-one' });
  replace('appkey', DEMO_CREDENTIALS.appkey);
  replace('cursor', 'the-first-cursor-secret');
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  upstream.heal();
  keys.discard();
  rmSync(folder, { recursive: true });
});

function replace(name: string, text: string): void {
  writeFileSync(join(folder, 'next'), text);
  renameSync(join(folder, 'next'), join(folder, name));
}

function run(PROCESSES: string): BuiltProgram {
  const program = new BuiltProgram('main.js', {
    cwd: folder,
    env: {
      ...gatewayEnvironment(upstream.url),
      PROCESSES,
      UPSTREAM_APPKEY: undefined,
      UPSTREAM_APPKEY_FILE: join(folder, 'appkey'),
      CURSOR_SECRET_FILE: join(folder, 'cursor'),
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: keys.path,
      CACHE_KEEP_WARM: 'false',
    },
  });
  started.push(program);
  return program;
}

async function start(PROCESSES: string): Promise<BuiltProgram> {
  const program = run(PROCESSES);
  await linesOf(program, 'listening', 1);
  return program;
}

type Line = Readonly<Record<string, unknown>>;

/** The lines with this message, as soon as there are so many. */
function linesOf(program: BuiltProgram, message: string, count: number): Promise<Line[]> {
  return eventually(
    () => program.logs.filter(({ msg }) => String(msg).startsWith(message)),
    (lines) => lines.length >= count,
    LONGEST_START_MS,
  );
}

describe.each([
  ['1', 1],
  ['2', 3],
])('SIGHUP, with PROCESSES=%s,', (PROCESSES, processes) => {
  const workers = Number(PROCESSES);

  it('has all files read at once, in all processes, and says which', async () => {
    const program = await start(PROCESSES);
    replace('cursor', 'another-cursor-secret');
    keys.write({ client: 'one', key: 'the-key-of-one' }, { client: 'two', key: 'the-key-of-two' });
    program.signal('SIGHUP');
    const read = await linesOf(program, 'files read again', processes);
    const settings = read.flatMap((line) => line['settings'] as string[]);
    expect(settings.filter((name) => name === 'UPSTREAM_APPKEY_FILE')).toHaveLength(1);
    expect(settings.filter((name) => name === 'CURSOR_SECRET_FILE')).toHaveLength(workers);
    expect(settings.filter((name) => name === 'ACCESS_KEYS_FILE')).toHaveLength(workers);
    const loaded = await linesOf(program, 'secret file loaded', workers);
    expect(new Set(loaded.map(({ setting }) => setting))).toEqual(new Set(['CURSOR_SECRET_FILE']));
    const [last] = (await linesOf(program, 'key file loaded', 2 * workers)).slice(-1);
    expect(last).toMatchObject({ keys: 2 });
    expect(program.stdout).not.toContain('another-cursor-secret');
  });

  it('keeps what was good, and warns once of each file that is wrong', async () => {
    const program = await start(PROCESSES);
    replace('appkey', 'CANARY\u0000');
    replace('cursor', '');
    writeFileSync(keys.path, 'CANARY');
    program.signal('SIGHUP');
    await linesOf(program, 'files read again', processes);
    program.signal('SIGHUP');
    await linesOf(program, 'files read again', 2 * processes);
    rmSync(join(folder, 'appkey'));
    program.signal('SIGHUP');
    await linesOf(program, 'files read again', 3 * processes);
    const refused = program.logs.filter(({ msg }) => String(msg).includes('file not used'));
    const of = (setting: string): Line[] => refused.filter((line) => line['setting'] === setting);
    expect(of('UPSTREAM_APPKEY_FILE')).toEqual([
      expect.objectContaining({ level: 'warn', reason: expect.any(String) as string }),
      expect.objectContaining({ level: 'warn', reason: 'it cannot be read (ENOENT)' }),
    ]);
    expect(of('CURSOR_SECRET_FILE').map(({ reason }) => reason)).toEqual(Array(workers).fill('it is empty'));
    expect(of('ACCESS_KEYS_FILE')).toHaveLength(workers);
    expect(program.stdout + program.stderr).not.toContain('CANARY');
    const { url } = await program.listening();
    const answer = await fetch(`${url}/v1/images`, { headers: { 'x-api-key': 'the-key-of-one' } });
    expect(answer.status).toBe(200);
  });

  it('ends nothing, neither during the start nor on the way out', async () => {
    upstream.fail('images', { kind: 'delay', ms: 60_000 });
    const program = run(PROCESSES);
    for (let sent = 0; !program.logs.some(({ msg }) => msg === 'listening'); sent++) {
      // before that no program hears anything
      if (program.stdout !== '') program.signal('SIGHUP');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { url } = await program.listening();
    const waiting = fetch(`${url}/v1/images`, { headers: { 'x-api-key': 'the-key-of-one' } });
    await linesOf(program, 'key file loaded', workers);
    program.signal('SIGTERM');
    await program.line('shutting down');
    program.signal('SIGHUP');
    upstream.heal();
    expect((await waiting).status).toBe(200);
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });
});
