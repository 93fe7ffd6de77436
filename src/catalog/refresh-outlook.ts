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
  /** When the last refresh that is known of ended, whatever came of it; monotonic. */
  endedAt = -Infinity;
  /** The end of the time in which the upstream is left alone; monotonic. */
  coolUntil = -Infinity;
  private readonly shrinkGuard = new ShrinkGuard();
  /** Whether the last listing of this process failed. */
  private hasFailed = false;
  /** Whether one did since the last success of anybody. */
  private hasFailedSince = false;

  /** @param yieldMs a step of `yieldsMs`; 0 without other replicas */
  constructor(
    private readonly clock: Clock,
    private readonly yieldMs = 0,
  ) {}

  /** How long the upstream is left alone; 0 when it is not. */
  cooldownLeftMs(): number {
    return Math.max(0, this.coolUntil + this.yieldsMs - this.clock.monotonic());
  }

  /**
   * By how much this process lets others go first: it may be the only one that does not reach the upstream. Twice as
   * long where it has failed since the last success of anybody, because others may have failed before that.
   */
  get yieldsMs(): number {
    return this.yieldMs * (Number(this.hasFailed) + Number(this.hasFailedSince));
  }

  succeeded(): void {
    this.hasFailed = false;
    this.ended(this.clock.monotonic());
  }

  failed(error: UpstreamError): void {
    this.hasFailed = this.hasFailedSince = true;
    const wait = cooldownMs(this.failures + 1, error.facts.retryAfterMs, Math.random());
    const now = this.clock.monotonic();
    this.rememberFailure(error, now, this.failures + 1, now + wait);
  }

  /** A failure that another replica has met, and until when all of them wait; times are monotonic. */
  rememberFailure(error: UpstreamError, at: number, failures: number, coolUntil: number): void {
    const now = this.clock.monotonic();
    this.failure = { error, at: Math.max(0, Math.round(this.clock.now() - (now - at))) };
    this.failures = failures;
    this.endedAt = at;
    this.cool(Math.min(coolUntil, now + LONGEST_RETRY_AFTER_MS));
  }

  /** @returns whether a listing of so many images must be confirmed by the next one; see `ShrinkGuard` */
  doubts(current: number, listed: number): boolean {
    if (!this.shrinkGuard.doubts(current, listed)) return false;
    this.succeeded();
    this.cool(this.endedAt + DOUBT_DELAY_MS);
    return true;
  }

  /** A doubt that another replica has had: the next listing is believed. Times are monotonic. */
  rememberDoubt(at: number, coolUntil: number): void {
    this.shrinkGuard.remember();
    this.ended(at);
    this.cool(Math.min(coolUntil, this.clock.monotonic() + DOUBT_DELAY_MS));
  }

  /** Another replica's listing was believed, at this monotonic time. */
  rememberSuccess(at: number): void {
    this.shrinkGuard.forget();
    this.ended(at);
  }

  private ended(at: number): void {
    this.failures = 0;
    this.failure = undefined;
    this.hasFailedSince = false;
    this.endedAt = at;
    this.coolUntil = -Infinity;
  }

  /** A refresh that was forced does not shorten what the upstream had asked for. */
  private cool(until: number): void {
    this.coolUntil = Math.max(this.coolUntil, until);
  }
}
