import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';

import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { CANARIES, leaksIn } from '../support/upstream-secrets.js';

// What a program prints is searched for its secrets in every test (`gateway-watch.ts`); here it breaks in every way.

jest.setTimeout(120_000);

const { appkey, password, cursorSecret } = CANARIES;

let upstream: StandIn;
let folder = '';
let program: BuiltProgram;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(30), appkey, password });
});

afterAll(() => upstream.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await program.discard();
  expect(leaksIn([program.stdout, program.stderr])).toEqual([]);
  rmSync(folder, { recursive: true });
});

/** Runs the gateway with a program text before it in each of its processes, and further options of Node. */
function run(text: string, env: Record<string, string> = {}, options = ''): void {
  const before = `data:text/javascript,${encodeURIComponent(`${HELPERS}${text}`)}`;
  writeFileSync(join(folder, 'secrets'), JSON.stringify({ appkey, password, cursorSecret }));
  program = new BuiltProgram('main.js', {
    cwd: folder,
    env: {
      ...gatewayEnvironment(upstream.url),
      UPSTREAM_APPKEY: appkey,
      UPSTREAM_PASSWORD: password,
      CURSOR_SECRET: cursorSecret,
      LOG_LEVEL: 'trace',
      ...env,
      NODE_OPTIONS: `--import ${before} ${options}`,
    },
  });
}

/** The secrets, and an error as HTTP clients throw it. */
const HELPERS = `
  import net from 'node:net';
  import fs from 'node:fs';
  const { appkey, password, cursorSecret } = JSON.parse(fs.readFileSync('secrets', 'utf8'));
  const text = [appkey, encodeURIComponent(appkey), password, btoa('me:' + encodeURIComponent(password)), cursorSecret].join(' ');
  const axiosLike = (message) => Object.assign(new Error(message, { cause: new Error(text) }), {
    config: { url: 'http://host/' + appkey, headers: { 'X-Auth-Token': text }, data: { password } },
    request: { path: text }, toJSON: () => ({ text }),
  });
  const later = (task) => setTimeout(task, 1_500);
`;

const THROWN: readonly (readonly [what: string, thrown: string])[] = [
  ['an error as HTTP clients make it', 'axiosLike("failed: " + text)'],
  ['an error of several', 'new AggregateError([axiosLike(text)], text)'],
  ['a text', 'text'],
  ['an object', 'axiosLike(text).config'],
  ['nothing', 'undefined'],
  ['what cannot be made a text', '({ toString() { throw new Error(text); }, [text]: text })'],
  [
    'an error that cannot be read',
    'Object.defineProperty(new Error(), "message", { get() { throw new Error(text); } })',
  ],
];

describe.each(['1', '2'])('with %s processes', (PROCESSES) => {
  it.each(THROWN)(
    'the last words are a line of the log, and no secret, where nobody catches %s',
    async (_, thrown) => {
      run(`later(() => { throw ${thrown}; });`, { PROCESSES });
      const ending = await program.ended;
      expect(ending.code).toBe(1);
      expect(program.logs).toContainEqual(
        expect.objectContaining({ level: 'fatal', msg: 'a bug: the process ends' }),
      );
      expect(program.stderr).toBe('');
    },
  );

  it.each(THROWN)('the same goes for a promise that is rejected with %s', async (_, thrown) => {
    run(`later(() => Promise.reject(${thrown}));`, { PROCESSES });
    expect((await program.ended).code).toBe(1);
    expect(program.logs).toContainEqual(
      expect.objectContaining({ level: 'fatal', msg: 'a bug: the process ends' }),
    );
    expect(program.stderr).toBe('');
  });

  it('a start that fails says why, without a secret', async () => {
    run(`net.Server.prototype.listen = () => { throw axiosLike('no: ' + text); };`, { PROCESSES });
    expect((await program.ended).code).toBe(1);
    expect(program.stderr).toMatch(/^cannot start: no: \*\*\*/);
  });

  it('a warning of Node is a line of the log', async () => {
    run(`later(() => process.emitWarning(text, 'SomeWarning', 'DEP0'));`, { PROCESSES });
    const line = await program.line('warning of Node');
    expect(line).toMatchObject({ level: 'warn', name: 'SomeWarning', code: 'DEP0' });
    expect(program.stderr).toBe('');
  });
});

it('a bug before the log begins is told by the place where it is, and by nothing of its text', async () => {
  run('process.cwd = () => { throw axiosLike(text); };');
  expect((await program.ended).code).toBe(1);
  expect(program.stdout).toBe('');
  expect(program.stderr).toMatch(/^cannot start: a bug \(Error\)\n\s+at /);
});

it('a lack of memory, a signal and a broken assertion leave no secret in a report of Node', async () => {
  const options = `--report-on-fatalerror --report-uncaught-exception --report-on-signal --report-directory=${folder}`;
  run(`later(() => process.kill(process.pid, 'SIGUSR2'));`, {}, options);
  const reports = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith('report.'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  const areWritten = (count: number) => (texts: string[]) =>
    texts.filter((text) => text.trimEnd().endsWith('}')).length === count;
  await eventually(reports, areWritten(1), 15_000);
  await program.discard();
  run(
    `later(() => { const all = []; for (;;) all.push(new Array(1_000).fill({ text })); });`,
    {},
    `${options} --max-old-space-size=64`,
  );
  expect((await program.ended).signal ?? (await program.ended).code).not.toBe(0);
  expect(program.stderr).toContain('heap out of memory');
  const texts = await eventually(reports, areWritten(2), 15_000);
  for (const text of texts) expect(text).toContain('environmentVariables');
  expect(leaksIn(texts)).toEqual([]);
});
