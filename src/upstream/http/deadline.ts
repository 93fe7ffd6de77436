import type { Clock } from '../../observability/clock.js';

/**
 * One time budget for everything an exchange does: connecting, every attempt, the waits between them and
 * the last byte of the body. Always `dispose()` it.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly endsAt: number;
  private readonly cancelTimer: () => void;
  private ranOut = false;

  constructor(
    private readonly clock: Clock,
    ms: number,
    private readonly parent: AbortSignal,
  ) {
    this.endsAt = clock.monotonic() + ms;
    this.cancelTimer = clock.after(ms, () => {
      this.ranOut = true;
      this.controller.abort();
    });
    if (parent.aborted) this.controller.abort();
    parent.addEventListener('abort', this.follow);
  }

  /** Aborts when the time is over, or when the caller's own signal does. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get expired(): boolean {
    return this.ranOut;
  }

  remainingMs(): number {
    return Math.max(0, this.endsAt - this.clock.monotonic());
  }

  /** Waits `ms`, or less when the signal aborts. */
  async sleep(ms: number): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.signal.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.clock.after(ms, wake);
      this.signal.addEventListener('abort', wake);
    });
  }

  dispose(): void {
    this.cancelTimer();
    this.parent.removeEventListener('abort', this.follow);
  }

  private readonly follow = (): void => this.controller.abort();
}
