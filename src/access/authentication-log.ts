import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import type { AccessMetrics } from '../observability/access-metrics.js';
import type { Failure } from './failure.js';

/** So many failures get a line each within one interval; the rest of it are counted, and told in one line. */
const LINES_PER_INTERVAL = 10;
const INTERVAL_MS = 1_000;

/** Where a request came from and went to; nothing in it is of the caller's choice but its id, which is harmless. */
export interface CallFacts {
  readonly requestId: string;
  readonly address: string | undefined;
  readonly method: string;
  /** Fastify's pattern. */
  readonly route: string;
}

/** One line for each failed authentication, as many as a log can take; never with a credential. */
export class AuthenticationLog {
  private told = 0;
  private isCounting = false;
  private readonly untold = new Map<string, number>();

  constructor(
    private readonly log: Log,
    private readonly metrics: AccessMetrics,
    private readonly clock: Clock,
  ) {}

  failed(failure: Failure, call: CallFacts): void {
    const { credential, reason } = failure;
    this.metrics.authenticationFailed(credential, reason);
    this.beginInterval();
    if (this.told < LINES_PER_INTERVAL) {
      this.told++;
      this.log.warn('authentication failed', { ...call, ...failure });
      return;
    }
    const kind = `${credential} ${reason}`;
    this.untold.set(kind, (this.untold.get(kind) ?? 0) + 1);
  }

  private beginInterval(): void {
    if (this.isCounting) return;
    this.isCounting = true;
    this.clock.after(INTERVAL_MS, () => this.endInterval());
  }

  private endInterval(): void {
    this.isCounting = false;
    this.told = 0;
    if (this.untold.size === 0) return;
    const count = [...this.untold.values()].reduce((sum, each) => sum + each, 0);
    this.log.warn('further authentications failed', { count, reasons: Object.fromEntries(this.untold) });
    this.untold.clear();
  }
}
