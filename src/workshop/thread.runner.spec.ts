import { ManualClock } from '../../test/support/manual-clock.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { ThreadRunner } from './thread.runner.js';

const ORDER = { ...SOME_RULES, propertiesAllow: ['os_*'], inBackground: true };
const clock = new ManualClock();
let runner: ThreadRunner;

afterEach(() => runner.end());

/** A runner whose thread runs this program, which has `port` and `workerData`. */
function start(program: string): ThreadRunner {
  const imports = `import { parentPort as port, workerData } from 'node:worker_threads';`;
  const file = new URL(`data:text/javascript,${encodeURIComponent(imports + program)}`);
  runner = new ThreadRunner(file, ORDER, clock);
  return runner;
}

const replying = (reply: string): string =>
  `port.on('message', ({ name, args }) => port.postMessage(${reply}));`;

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UpstreamError);
  return error;
}

describe('a thread', () => {
  it('gets the rules, each task by name and what it is given, and its replies are those of the tasks', async () => {
    start(replying('{ value: { name, args, workerData } }'));
    const answers = await Promise.all([runner.run('begin'), runner.run('prepare', 'abc')]);
    expect(answers).toEqual([
      { name: 'begin', args: [], workerData: ORDER },
      { name: 'prepare', args: ['abc'], workerData: ORDER },
    ]);
  });

  it('gets bytes by moving them, and gives them in the same way', async () => {
    start(`port.on('message', ({ args: [bytes] }) => {
      const value = { bytes, length: bytes.length };
      port.postMessage({ value }, [bytes.buffer]);
    });`);
    const bytes = new Uint8Array([1, 2, 3]);
    await expect(runner.run('restore', bytes, [])).resolves.toEqual({
      bytes: new Uint8Array([1, 2, 3]),
      length: 3,
    });
    expect(bytes).toHaveLength(0);
  });

  it('hands on the failures of tasks with all their facts', async () => {
    const failed = {
      failure: 'UPSTREAM_REJECTED',
      message: 'the upstream said no',
      facts: { retries: 2, retryAfterMs: 7_000, tokenRefused: true, notFound: false },
    };
    start(replying(`{ failed: ${JSON.stringify(failed)} }`));
    expect(await failureOf(runner.run('begin'))).toMatchObject(failed);
    expect(await failureOf(runner.run('begin'))).toMatchObject(failed);
  });

  it.each([
    ['ends before its work', `port.once('message', () => process.exit(0));`, 'ended before its work'],
    ['throws', `port.on('message', () => { throw new Error('canary'); });`, 'broke off'],
    ['throws what is no error', `port.on('message', () => { throw 'canary'; });`, 'broke off'],
    ['rejects', `port.on('message', async () => { throw new Error('canary'); });`, 'broke off'],
    ['is no program', 'this is no program: canary', 'broke off'],
  ])('that %s fails all tasks, and nothing of its error is told', async (_what, program, reason) => {
    start(program);
    const [first, second] = [runner.run('begin'), runner.run('finish')];
    const message = `the thread that reads the list ${reason}`;
    const failure = { failure: 'UPSTREAM_INVALID', message, facts: {} };
    expect(await failureOf(first)).toMatchObject(failure);
    expect(await failureOf(second)).toMatchObject(failure);
    expect(await failureOf(runner.run('finish'))).toMatchObject(failure);
  });

  it('that does not answer within 10 min fails', async () => {
    start(`port.on('message', () => { for (;;); });`);
    const work = runner.run('begin');
    clock.advance(600_000);
    expect(await failureOf(work)).toMatchObject({
      failure: 'UPSTREAM_INVALID',
      message: 'the thread that reads the list did not answer within 600000 ms',
    });
  });

  it('that is ended, however busy, fails as stopped', async () => {
    start(`port.on('message', () => { for (;;); });`);
    const work = runner.run('begin');
    runner.end();
    expect(await failureOf(work)).toMatchObject({ failure: 'UPSTREAM_UNAVAILABLE' });
    expect(await failureOf(runner.run('begin'))).toMatchObject({ failure: 'UPSTREAM_UNAVAILABLE' });
  });

  it('sees neither our environment nor our arguments', async () => {
    process.env['CANARY'] = 'canary';
    start(replying('{ value: [process.env, process.execArgv, process.argv.slice(2)] }'));
    await expect(runner.run('begin')).resolves.toEqual([{}, [], []]);
    delete process.env['CANARY'];
  });

  it('prints nothing', async () => {
    const written: unknown[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((text: unknown) => written.push(text) > 0),
    );
    start(`console.log('canary'); console.error('canary'); ${replying('{ value: 1 }')}`);
    await runner.run('begin');
    await runner.run('begin');
    for (const spy of spies) spy.mockRestore();
    expect(written.join('')).not.toContain('canary');
  });
});
