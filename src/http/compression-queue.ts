import type { Clock } from '../observability/clock.js';

/** There is too much to compress when nothing came out within the bound for so long. */
const STANDING_MS = 500;

/**
 * How long answers wait to be compressed, and whether that is too long.
 *
 * Compressing is done outside the event loop, by threads that take one piece of work after the other: where they are
 * the ones who cannot keep up, the loop turns as ever, and the queue is here. It is too long when its oldest has waited
 * for longer than the bound, and for half a second nothing came out that had not (as in CoDel, RFC 8289); a burst is
 * none. It ends half a second after it was too long last.
 */
export class CompressionQueue {
  private readonly beganAt = new Set<{ readonly at: number }>();
  private lastShort = -Infinity;
  private standingUntil = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly boundMs: number,
  ) {}

  /** The same work, counted until it ends. */
  async watch<Result>(work: Promise<Result>): Promise<Result> {
    const now = this.clock.monotonic();
    if (this.beganAt.size === 0) this.lastShort = now;
    const began = { at: now };
    this.beganAt.add(began);
    try {
      return await work;
    } finally {
      this.beganAt.delete(began);
      const endedAt = this.clock.monotonic();
      if (endedAt - began.at <= this.boundMs) this.lastShort = endedAt;
    }
  }

  /** Whether a further answer would wait too long. */
  isLate(): boolean {
    const [oldest] = this.beganAt;
    if (!oldest) return false;
    const now = this.clock.monotonic();
    if (now - oldest.at <= this.boundMs) return false;
    if (now - this.lastShort < STANDING_MS && now >= this.standingUntil) return false;
    this.standingUntil = now + STANDING_MS;
    return true;
  }
}
