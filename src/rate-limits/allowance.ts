import { ProblemError } from '../problems/problem.error.js';
import type { Tally } from './shared-counter.port.js';

/** A share of what a client may ask for, but at least so many: a person mistypes a key more than once. */
const FAILURES_SHARE = 10;
const LEAST_FAILURES = 5;

/** How many requests without a valid credential one address may make where others may make this many. */
export function mostFailures(requests: number): number {
  const share = Math.max(LEAST_FAILURES, Math.floor(requests / FAILURES_SHARE));
  return Math.max(1, Math.min(share, requests - 1));
}

/** What a caller is told of its limit, and whether it has passed it. */
export interface Verdict {
  /** What to answer instead, where there were too many requests. */
  readonly refusal: ProblemError | undefined;
  /** `RateLimit-Policy` and `RateLimit` as lines of a head. */
  readonly lines: string;
}

/** So many requests in each window, and how a caller is told of it (draft-ietf-httpapi-ratelimit-headers-10). */
export class Allowance {
  private readonly policy: string;

  /**
   * @param name a structured-field string without quotes in it
   * @param detail what is wrong, for a caller who has passed it
   */
  constructor(
    private readonly name: string,
    readonly most: number,
    windowSeconds: number,
    private readonly detail: string,
  ) {
    this.policy = `ratelimit-policy: "${name}";q=${most};w=${windowSeconds}\r\n`;
  }

  judge({ used, resetMs }: Tally): Verdict {
    const seconds = Math.ceil(resetMs / 1_000);
    const remaining = Math.max(0, this.most - used);
    return {
      refusal: used > this.most ? this.refusal(seconds) : undefined,
      lines: `${this.policy}ratelimit: "${this.name}";r=${remaining};t=${seconds}\r\n`,
    };
  }

  private refusal(seconds: number): ProblemError {
    return new ProblemError('RATE_LIMITED', this.detail, {
      headers: { 'retry-after': String(Math.max(1, seconds)) },
    });
  }
}
