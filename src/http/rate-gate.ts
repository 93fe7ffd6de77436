import type { IncomingMessage, ServerResponse } from 'node:http';

import { isAnonymous } from '../access/access.guard.js';
import type { Client } from '../access/client-keys.js';
import type { ProblemError } from '../problems/problem.error.js';
import type { Verdict } from '../rate-limits/allowance.js';
import type { RateLimits } from '../rate-limits/rate-limits.js';
import type { CallerAddresses } from './caller-address.js';
import { PreparedResponse } from './prepared-response.js';

/** Has requests counted, and tells their callers, whatever the answer, how much they have left. */
export class RateGate {
  /** @param limits `undefined` where there are none */
  constructor(
    private readonly limits: RateLimits | undefined,
    private readonly addresses: CallerAddresses,
  ) {}

  /** Whether anything is counted. */
  get isOn(): boolean {
    return this.limits !== undefined;
  }

  /**
   * Counts a request whose caller is known, or need not be.
   *
   * @returns what to answer instead, where there were too many
   */
  async admit(
    request: IncomingMessage,
    response: ServerResponse,
    client: Client,
  ): Promise<ProblemError | undefined> {
    const caller = isAnonymous(client) ? { address: this.addresses.of(request) } : { client: client.name };
    return tell(response, await this.limits?.admit(caller));
  }

  /**
   * Counts a request whose caller should be known and is not. Only such requests are refused for it: a valid
   * credential from the same address is counted elsewhere.
   *
   * @returns what to answer instead, where there were too many
   */
  async fail(request: IncomingMessage, response: ServerResponse): Promise<ProblemError | undefined> {
    return tell(response, await this.limits?.fail(this.addresses.of(request)));
  }
}

function tell(response: ServerResponse, verdict: Verdict | undefined): ProblemError | undefined {
  if (!verdict) return undefined;
  if (response instanceof PreparedResponse) response.carry(verdict.lines);
  return verdict.refusal;
}
