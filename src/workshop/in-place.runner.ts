import { perform, type Runner, type TaskName } from './runner.js';
import { errorOf, failureOf } from './work-failure.js';
import type { Work } from './work.js';

/**
 * Does the work in the calling thread, which stands still meanwhile. For tests and tools: they run TypeScript that
 * is not built, of which no thread can be started.
 */
export class InPlaceRunner implements Runner {
  constructor(private readonly work: Work) {}

  run<N extends TaskName>(name: N, ...args: Parameters<Work[N]>): Promise<ReturnType<Work[N]>> {
    try {
      return Promise.resolve(perform(this.work, { name, args }));
    } catch (error) {
      return Promise.reject(errorOf(failureOf(error)));
    }
  }

  end(): void {}
}
