/** Time as the gateway sees it; a port, so that tests set it. */
export abstract class Clock {
  /** Wall clock, milliseconds since 1970; may jump. Only for times that people read. */
  abstract now(): number;

  /** Milliseconds from an unknown start that only ever grow; for ages, deadlines and cooldowns. */
  abstract monotonic(): number;

  /**
   * Runs `task` once after `ms`, without keeping the process alive.
   *
   * @returns a function that cancels it.
   */
  abstract after(ms: number, task: () => void): () => void;
}

/** The clock of the machine. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(ms: number, task: () => void): () => void {
    const timer = setTimeout(task, Math.min(ms, MAX_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  }
}

/** Node fires a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
