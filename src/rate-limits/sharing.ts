import type { Clock } from '../observability/clock.js';
import type { Counted, SharedCounter, Tally, Use } from './shared-counter.port.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** After so long without a failure the next one counts as the first. */
const FORGIVEN_AFTER_MS = 60_000;

/** What becomes of sharing: told once for each change. */
export type SharingChange = { readonly isUp: true } | { readonly isUp: false; readonly reason: string };

/**
 * Counts together with other processes as long as that is quick, and says when it is not.
 *
 * After a failure, or an answer that took too long, nobody waits for it any more: now and then one use is counted there
 * in passing, and when that was quick it is used again. So a counter that hangs costs those who wait at that moment
 * `patienceMs`, and nobody after them (a circuit breaker).
 */
export class Sharing {
  private up = true;
  private upSince = -Infinity;
  private failures = 0;
  private tryAt = 0;

  constructor(
    private readonly counter: SharedCounter,
    private readonly patienceMs: number,
    private readonly clock: Clock,
    private readonly tell: (change: SharingChange) => void,
  ) {}

  /** Whether it is worth waiting for. */
  get isUp(): boolean {
    return this.up;
  }

  /** @returns `undefined` where it has to be done without, at most `patienceMs` later */
  async add(counted: Counted, uses: readonly Use[]): Promise<readonly Tally[] | undefined> {
    try {
      return await this.inTime(this.counter.add(counted, uses));
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** Counts there in passing, if it is time to try again; nobody waits. */
  tryAgain(counted: Counted, use: Use): void {
    if (this.up || this.clock.monotonic() < this.tryAt) return;
    this.tryAt = Infinity;
    this.inTime(this.counter.add(counted, [use])).then(
      () => this.worked(),
      () => this.waitLonger(),
    );
  }

  private worked(): void {
    this.up = true;
    this.upSince = this.clock.monotonic();
    this.tell({ isUp: true });
  }

  private failed(error: unknown): void {
    // others that waited at the same time have told it
    if (!this.up) return;
    this.up = false;
    if (this.clock.monotonic() - this.upSince > FORGIVEN_AFTER_MS) this.failures = 0;
    this.waitLonger();
    this.tell({
      isUp: false,
      reason: error instanceof Object && 'message' in error ? String(error.message) : '',
    });
  }

  private waitLonger(): void {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures++, 10));
    this.tryAt = this.clock.monotonic() + pause;
  }

  private inTime<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`no answer within ${this.patienceMs} ms`));
      // one more turn: an answer may lie there that we were too busy to read
      const cancel = this.clock.after(this.patienceMs, () => setImmediate(late));
      work.then(resolve, reject).finally(cancel);
    });
  }
}
