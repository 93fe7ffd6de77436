import type { Worker } from 'node:worker_threads';

import type { Clock } from '../observability/clock.js';
import { stopped } from '../upstream/http/stopped.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { isBegun, threadFor, type BegunRestore } from './first-thread.js';
import type { Runner, Task, TaskName } from './runner.js';
import { transferablesIn, type Reply, type ThreadOrder } from './thread-messages.js';
import { errorOf } from './work-failure.js';
import type { Work } from './work.js';

/** On a machine that is busy with other things the work of 200,000 images may take minutes. */
const LONGEST_TASK_MS = 600_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: UpstreamError) => void;
  readonly cancelTimer: () => void;
}

/**
 * Does the work in a thread of its own, which lives until `end()`; then its memory is given back.
 *
 * It can fail in any way without more coming of it than rejected tasks. That includes a lack of memory, because the
 * work is made of small steps: inside one long call of the engine it would end the process.
 */
export class ThreadRunner implements Runner {
  private readonly waiting: Waiting[] = [];
  private thread: Worker | undefined;
  private over: UpstreamError | undefined;
  private begun: BegunRestore | undefined;

  /** @param file the built `workshop.thread.js` */
  constructor(
    file: URL,
    order: ThreadOrder,
    private readonly clock: Clock,
  ) {
    try {
      this.thread = this.start(file, order);
    } catch {
      this.fail('cannot be started');
    }
  }

  run<N extends TaskName>(name: N, ...args: Parameters<Work[N]>): Promise<ReturnType<Work[N]>> {
    if (this.over) return Promise.reject(this.over);
    return new Promise((resolve, reject) => {
      const task: Task<N> = { name, args };
      const { begun } = this;
      this.begun = undefined;
      if (isBegun(begun, task)) void begun.reply.then((reply) => this.settle(reply));
      else this.thread?.postMessage(task, transferablesIn(args));
      const cancelTimer = this.clock.after(LONGEST_TASK_MS, () =>
        this.fail(`did not answer within ${LONGEST_TASK_MS} ms`),
      );
      // the reply to a task is what the task returns
      this.waiting.push({ resolve: resolve as (value: unknown) => void, reject, cancelTimer });
    });
  }

  end(): void {
    this.stop(stopped());
  }

  private start(file: URL, order: ThreadOrder): Worker {
    const { thread, begun } = threadFor(file, order);
    this.begun = begun;
    // its reply comes first, and is not for the first task if that is another one
    void Promise.resolve(begun?.reply).then(() => thread.on('message', (reply: Reply) => this.settle(reply)));
    thread.on('messageerror', () => this.fail('sent an answer that cannot be read'));
    thread.on('error', (error: unknown) =>
      this.fail(isOutOfMemory(error) ? 'ran out of memory' : 'broke off'),
    );
    thread.on('exit', () => this.fail('ended before its work'));
    return thread;
  }

  private settle(reply: Reply): void {
    const task = this.waiting.shift();
    task?.cancelTimer();
    if ('failed' in reply) task?.reject(errorOf(reply.failed));
    else task?.resolve(reply.value);
  }

  private fail(what: string): void {
    this.stop(new UpstreamError('UPSTREAM_INVALID', `the thread that reads the list ${what}`));
  }

  /** The first reason counts. */
  private stop(reason: UpstreamError): void {
    if (this.over) return;
    this.over = reason;
    for (const { reject, cancelTimer } of this.waiting.splice(0)) {
      cancelTimer();
      reject(reason);
    }
    void this.thread?.terminate();
    this.thread = undefined;
  }
}

/** Nothing else is taken from the error of a thread: its text may hold what was worked on. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
