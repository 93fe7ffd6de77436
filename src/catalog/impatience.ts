import type { Clock } from '../observability/clock.js';

/** Ends a request's wait for a catalogue: after a time, or when the process must go. Always `end()` it. */
export class Impatience {
  /** Resolves when the wait is over, and says why. */
  readonly reason: Promise<'NOT_READY' | 'DRAINING'>;
  private cancelTimer = (): void => {};
  private onLastCall = (): void => {};

  constructor(
    clock: Clock,
    ms: number,
    private readonly lastCall: AbortSignal,
  ) {
    this.reason = new Promise((resolve) => {
      this.cancelTimer = clock.after(ms, () => resolve('NOT_READY'));
      this.onLastCall = () => resolve('DRAINING');
      lastCall.addEventListener('abort', this.onLastCall);
      if (lastCall.aborted) this.onLastCall();
    });
  }

  end(): void {
    this.cancelTimer();
    this.lastCall.removeEventListener('abort', this.onLastCall);
  }
}
