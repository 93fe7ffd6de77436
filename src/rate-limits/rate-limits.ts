import type { RateRule } from '../config/app-config.js';
import { networkOf } from '../domain/network.js';
import { remembered } from '../domain/remembered.js';
import type { RateLimitMetrics } from '../observability/rate-limit-metrics.js';
import { Allowance, mostFailures, type Verdict } from './allowance.js';
import type { RateCounters } from './rate-counters.js';

/** Who is counted: a client by its name, or an anonymous caller by its address. */
export type Caller = { readonly client: string } | { readonly address: string };

const NETWORK = remembered(networkOf);

/**
 * Decides who asks too often (docs/decisions/0025). What is counted never fails: where counters of several processes
 * cannot be reached, this one counts alone.
 */
export class RateLimits {
  private readonly requests: Allowance;
  private readonly failures: Allowance;

  constructor(
    { requests, windowSeconds }: RateRule,
    private readonly counters: RateCounters,
    private readonly metrics: RateLimitMetrics,
  ) {
    this.requests = new Allowance(
      'default',
      requests,
      windowSeconds,
      'There were too many requests; send this one again after the time of Retry-After.',
    );
    this.failures = new Allowance(
      'unauthenticated',
      mostFailures(requests),
      windowSeconds,
      'There were too many requests without a valid credential from this address.',
    );
  }

  /** Counts a request that has shown who calls, or need not. */
  async admit(caller: Caller): Promise<Verdict> {
    const isClient = 'client' in caller;
    const key = isClient ? `client:${caller.client}` : `address:${NETWORK(caller.address)}`;
    const verdict = this.requests.judge(await this.counters.requests.count(key));
    if (verdict.refusal) this.metrics.limited(isClient ? 'client' : 'address');
    return verdict;
  }

  /** Counts a request that should have shown who calls, and has not. */
  async fail(address: string): Promise<Verdict> {
    const verdict = this.failures.judge(await this.counters.failures.count(NETWORK(address)));
    if (verdict.refusal) this.metrics.limited('unauthenticated');
    return verdict;
  }
}
