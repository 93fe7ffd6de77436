import type { Clock } from '../observability/clock.js';
import type { UpstreamError } from '../upstream/upstream.errors.js';
import type { RefreshFailure } from './refresher.port.js';
import { cooldownMs, DOUBT_DELAY_MS, LONGEST_RETRY_AFTER_MS } from './refresh-schedule.js';
import { ShrinkGuard } from './shrink-guard.js';

/** What past refreshes, of this process or of another replica, mean for the next one. */
export class RefreshOutlook {
  /** The last failure; forgotten at a success. */
  failure: RefreshFailure | undefined;
  /** How many refreshes in a row have failed. */
  failures = 0;
  private readonly shrinkGuard = new ShrinkGuard();
  private coolUntil = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** How long the upstream is left alone; 0 when it is not. */
  cooldownLeftMs(): number {
    return Math.max(0, this.coolUntil - this.clock.monotonic());
  }

  succeeded(): void {
    this.failures = 0;
    this.failure = undefined;
    this.coolUntil = -Infinity;
  }

  failed(error: UpstreamError): void {
    const wait = cooldownMs(this.failures + 1, error.facts.retryAfterMs, Math.random());
    this.rememberFailure({ error, at: this.clock.now() }, this.failures + 1, wait);
  }

  /** A failure that another replica has met, and how long all of them wait for it. */
  rememberFailure(failure: RefreshFailure, failures: number, waitMs: number): void {
    this.failure = failure;
    this.failures = failures;
    this.cool(Math.min(waitMs, LONGEST_RETRY_AFTER_MS));
  }

  /** @returns whether a listing of so many images must be confirmed by the next one; see `ShrinkGuard` */
  doubts(current: number, listed: number): boolean {
    if (!this.shrinkGuard.doubts(current, listed)) return false;
    this.succeeded();
    this.cool(DOUBT_DELAY_MS);
    return true;
  }

  /** A doubt that another replica has had: the next listing is believed. */
  rememberDoubt(waitMs: number): void {
    this.shrinkGuard.remember();
    this.succeeded();
    this.cool(Math.min(waitMs, DOUBT_DELAY_MS));
  }

  /** Another replica's listing was believed. */
  rememberSuccess(): void {
    this.shrinkGuard.forget();
    this.succeeded();
  }

  /** A refresh that was forced does not shorten what the upstream had asked for. */
  private cool(ms: number): void {
    this.coolUntil = Math.max(this.coolUntil, this.clock.monotonic() + ms);
  }
}
