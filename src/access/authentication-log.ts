import type { Log } from '../observability/log.js';
import type { AccessMetrics } from '../observability/access-metrics.js';
import type { Failure } from './failure.js';

/** Where a request came from and went to; nothing in it is of the caller's choice but its id, which is harmless. */
export interface CallFacts {
  readonly requestId: string;
  readonly address: string | undefined;
  readonly method: string;
  /** Fastify's pattern. */
  readonly route: string;
}

/** One line for each failed authentication; never with a credential. */
export class AuthenticationLog {
  constructor(
    private readonly log: Log,
    private readonly metrics: AccessMetrics,
  ) {}

  failed(failure: Failure, call: CallFacts): void {
    this.metrics.authenticationFailed(failure.credential, failure.reason);
    this.log.warn('authentication failed', { ...call, ...failure });
  }
}
