import type { Work } from './work.js';

export type TaskName = keyof Work;

/** A task of `Work` to be done, and what it is given. */
export interface Task<N extends TaskName = TaskName> {
  readonly name: N;
  readonly args: Parameters<Work[N]>;
}

/** Does the tasks of one `Work`, one after the other, in the order in which they are given. */
export interface Runner {
  /**
   * @param args are moved away from the caller as far as they are bytes
   * @throws UpstreamError what the task throws, or `UPSTREAM_INVALID` when it could not be done
   */
  run<N extends TaskName>(name: N, ...args: Parameters<Work[N]>): Promise<ReturnType<Work[N]>>;

  /** Ends the work at once, whatever it is at; who waits for a task gets `UPSTREAM_UNAVAILABLE`. */
  end(): void;
}

/** Does one task, in this thread and now. */
export function perform<N extends TaskName>(work: Work, { name, args }: Task<N>): ReturnType<Work[N]> {
  // a method by its name takes and returns what the type of the task says, which TypeScript cannot follow
  const method = work[name] as (...args: Parameters<Work[N]>) => ReturnType<Work[N]>;
  return method.apply(work, args);
}
