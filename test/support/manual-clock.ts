import { Clock } from '../../src/observability/clock.js';

/** A clock that stands still until a test moves it. */
export class ManualClock extends Clock {
  private elapsedMs = 0;
  private jumpedMs = 0;
  private timers: { at: number; task: () => void }[] = [];

  constructor(private readonly startMs = Date.UTC(2026, 0, 5, 2, 0, 0)) {
    super();
  }

  now(): number {
    return this.startMs + this.elapsedMs + this.jumpedMs;
  }

  monotonic(): number {
    return this.elapsedMs;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.elapsedMs + ms, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves time forward and runs what falls due on the way, in its order. */
  advance(ms: number): void {
    const end = this.elapsedMs + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.elapsedMs = Math.max(this.elapsedMs, next.at);
      next.task();
    }
    this.elapsedMs = end;
  }

  /** Time in which the process did not run: what fell due meanwhile is run by the next `advance`. */
  hang(ms: number): void {
    this.elapsedMs += ms;
  }

  /** Puts the wall clock forward, or back, as an operator or a time server does; no time passes. */
  jump(ms: number): void {
    this.jumpedMs += ms;
  }

  /** Moves the clock on in small steps until the answer is there, so that waits pass. */
  async passing<T>(answer: PromiseLike<T>): Promise<T> {
    const timer = setInterval(() => this.advance(50), 1);
    try {
      return await answer;
    } finally {
      clearInterval(timer);
    }
  }
}
