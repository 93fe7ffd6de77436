import { RateLimiterMemory } from 'rate-limiter-flexible';

import type { Clock } from '../observability/clock.js';
import type { Tally, Use } from './shared-counter.port.js';

/** Some 550 bytes each. */
const MOST_WINDOWS = 100_000;

/**
 * Counts in the memory of this process, in windows of fixed length that begin with a caller's first request.
 *
 * Memory: a window takes it until its end, and there are 100,000 at most: with one more, the oldest is forgotten, and
 * its caller begins anew.
 */
export class LocalCounter {
  private readonly limiter: RateLimiterMemory;
  /** The windows in the order of their beginning, as a ring; a place is taken again when all others were. */
  private readonly keys: string[] = [];
  private readonly ends: number[] = [];
  private next = 0;

  constructor(
    private readonly windowSeconds: number,
    private readonly clock: Clock,
    private readonly mostWindows = MOST_WINDOWS,
  ) {
    // the library only counts: what is too many is decided by who asks
    this.limiter = new RateLimiterMemory({ points: 0, duration: windowSeconds, keyPrefix: '' });
  }

  /** Never rejects. */
  add({ key, count }: Use): Promise<Tally> {
    return this.limiter.penalty(key, count).then(({ consumedPoints, msBeforeNext, isFirstInDuration }) => {
      if (isFirstInDuration) this.begun(key);
      return { used: consumedPoints, resetMs: this.withinWindow(msBeforeNext) };
    });
  }

  /** Takes over what was counted elsewhere as well: at least as much is used, and the window ends no later. */
  async agree(key: string, shared: Tally): Promise<void> {
    const own = await this.limiter.get(key);
    // the library takes a window without time left for one that never ends
    if (!own || own.msBeforeNext < 1 || shared.resetMs < 1) return;
    const used = Math.max(own.consumedPoints, shared.used);
    const resetMs = Math.min(own.msBeforeNext, shared.resetMs);
    if (used === own.consumedPoints && resetMs === own.msBeforeNext) return;
    await this.limiter.set(key, used, resetMs / 1_000);
  }

  /** A wall clock that was put back, by which the library counts, makes no window longer. */
  private withinWindow(ms: number): number {
    return Math.min(Math.max(ms, 0), this.windowSeconds * 1_000);
  }

  private begun(key: string): void {
    const now = this.clock.monotonic();
    const { next } = this;
    const before = this.keys[next];
    if (before !== undefined && this.ends[next]! > now) void this.limiter.delete(before);
    this.keys[next] = key;
    this.ends[next] = now + this.windowSeconds * 1_000;
    this.next = (next + 1) % this.mostWindows;
  }
}
