import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';

import type { Task } from './runner.js';
import type { Reply, ThreadOrder } from './thread-messages.js';

/** A restoring that was begun before anybody asked for it. */
export interface BegunRestore {
  readonly images: Uint8Array;
  /** Those that are masked in them. */
  readonly secrets: readonly string[];
  /** Never rejects; nothing comes where the thread breaks. */
  readonly reply: Promise<Reply>;
}

/** A thread, and what it is at already. */
export interface StartedThread {
  readonly thread: Worker;
  readonly begun?: BegunRestore | undefined;
}

let first: (StartedThread & { readonly order: ThreadOrder }) | undefined;

/**
 * Starts the thread that the first work of the process will want, so that it is ready by then: it loads its program,
 * and restores the images that are stored, while this thread loads the rest of the gateway. It does not keep the
 * process alive.
 *
 * @param file the built `workshop.thread.js`
 * @param secrets all that are known
 */
export function startFirstThread(
  file: URL,
  order: ThreadOrder,
  images: Uint8Array | undefined,
  secrets: readonly string[],
): void {
  const thread = newThread(file, order);
  thread.unref();
  // whoever takes it asks it for work, and learns then that it broke
  thread.on('error', () => undefined);
  first = { order, thread, begun: images && begin(thread, images, secrets) };
}

function begin(thread: Worker, images: Uint8Array, secrets: readonly string[]): BegunRestore {
  const reply = new Promise<Reply>((resolve) => thread.once('message', resolve));
  // copied, not moved: it is compared later with what the store has
  thread.postMessage({ name: 'restore', args: [images, secrets] });
  return { images, secrets, reply };
}

/** Whether a task is the one that was begun. */
export function isBegun(begun: BegunRestore | undefined, { name, args }: Task): begun is BegunRestore {
  const [images, secrets] = args;
  return (
    name === 'restore' &&
    begun !== undefined &&
    images instanceof Uint8Array &&
    isSame(images, begun.images) &&
    isDeepStrictEqual(secrets, begun.secrets)
  );
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** A thread for this order: the first one, if that was started for it and nobody took it yet, or a new one. */
export function threadFor(file: URL, order: ThreadOrder): StartedThread {
  const started = first;
  first = undefined;
  if (started && isDeepStrictEqual(started.order, order) && started.thread.threadId !== ENDED) {
    started.thread.ref();
    return started;
  }
  void started?.thread.terminate();
  return { thread: newThread(file, order) };
}

/** The id of a thread that is no more. */
const ENDED = -1;

/** The thread gets neither the environment nor the arguments of the process, and what it prints goes nowhere. */
function newThread(file: URL, order: ThreadOrder): Worker {
  const thread = new Worker(file, { workerData: order, env: {}, execArgv: [], stdout: true, stderr: true });
  thread.stdout.resume();
  thread.stderr.resume();
  return thread;
}
