import { ManualClock } from '../../test/support/manual-clock.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import { startFirstThread } from './first-thread.js';
import { ThreadRunner } from './thread.runner.js';

const ORDER = { ...SOME_RULES, inBackground: false };

/** Replies with how many tasks it has had, and what the last one was. */
const COUNTING = fileOf(`
  let tasks = 0;
  port.on('message', ({ name, args }) => {
    tasks++;
    if (name === 'finish') throw new Error('broken');
    port.postMessage({ value: { tasks, name, given: args.length } });
  });`);

function fileOf(program: string): URL {
  const imports = `import { parentPort as port } from 'node:worker_threads';`;
  return new URL(`data:text/javascript,${encodeURIComponent(imports + program)}`);
}

let runner: ThreadRunner;

afterEach(() => runner.end());

function take(order = ORDER): ThreadRunner {
  runner = new ThreadRunner(COUNTING, order, new ManualClock());
  return runner;
}

const IMAGES = new Uint8Array([91, 93]);
const SECRETS = ['the-first-password'];

describe('the first thread', () => {
  it('is the one that the first work gets, and the second gets another', async () => {
    startFirstThread(COUNTING, ORDER, IMAGES, SECRETS);
    expect(await take().run('begin')).toEqual({ tasks: 2, name: 'begin', given: 0 });
    runner.end();
    expect(await take().run('begin')).toEqual({ tasks: 1, name: 'begin', given: 0 });
  });

  it.each(['at once', 'later'])('restores what it was given, and is asked for it %s', async (when) => {
    startFirstThread(COUNTING, ORDER, IMAGES, SECRETS);
    if (when === 'later') await new Promise((resolve) => setTimeout(resolve, 500));
    take();
    expect(await runner.run('restore', new Uint8Array(IMAGES), [...SECRETS])).toEqual({
      tasks: 1,
      name: 'restore',
      given: 2,
    });
    expect(await runner.run('begin')).toMatchObject({ tasks: 2, name: 'begin' });
    expect(await runner.run('restore', new Uint8Array(IMAGES), [...SECRETS])).toMatchObject({
      tasks: 3,
      name: 'restore',
    });
  });

  it('restores anew where the store has something else by then', async () => {
    startFirstThread(COUNTING, ORDER, IMAGES, SECRETS);
    const other = new Uint8Array([91, 32, 93]);
    expect(await take().run('restore', other, [...SECRETS])).toMatchObject({ tasks: 2 });
  });

  it('restores anew where another secret is known by then', async () => {
    startFirstThread(COUNTING, ORDER, IMAGES, SECRETS);
    const secrets = [...SECRETS, 'the-second-password'];
    expect(await take().run('restore', new Uint8Array(IMAGES), secrets)).toMatchObject({ tasks: 2 });
  });

  it('is not taken for work of another kind', async () => {
    startFirstThread(COUNTING, ORDER, IMAGES, SECRETS);
    expect(await take({ ...ORDER, inBackground: true }).run('begin')).toMatchObject({ tasks: 1 });
  });

  it('fails what it was asked for when it breaks', async () => {
    startFirstThread(fileOf('process.exit(1);'), ORDER, IMAGES, SECRETS);
    const restoring = take().run('restore', new Uint8Array(IMAGES), [...SECRETS]);
    await expect(restoring).rejects.toThrow('the thread that reads the list ended before its work');
  });
});
