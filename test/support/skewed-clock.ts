import { Clock } from '../../src/observability/clock.js';

/** The clock of another machine: time passes as on the first, but its hands stand elsewhere. */
export class SkewedClock extends Clock {
  /** How far its wall clock is ahead, in milliseconds. */
  aheadMs = 0;

  constructor(private readonly other: Clock) {
    super();
  }

  now(): number {
    return this.other.now() + this.aheadMs;
  }

  monotonic(): number {
    return this.other.monotonic();
  }

  after(ms: number, task: () => void): () => void {
    return this.other.after(ms, task);
  }
}
