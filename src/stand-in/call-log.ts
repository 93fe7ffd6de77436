import type { IncomingHttpHeaders } from 'node:http';

import type { RecordedCall, Violation } from './stand-in.types.js';

/** A stand-in may run for weeks under a demo, so only the newest calls are kept. */
const LONGEST_LOG = 10_000;

/** What is recorded of a request. */
export interface LoggedCall extends Pick<RecordedCall, 'operation' | 'method' | 'path'> {
  readonly query: URLSearchParams;
}

/** What arrived, and what of it should never have been sent. */
export class CallLog<Call extends LoggedCall> {
  #calls: RecordedCall[] = [];
  readonly #violations: Violation[] = [];
  readonly #violationOf: (call: Call, secrets: readonly string[]) => string | undefined;

  /** @param violationOf says what is wrong with a call that should never have been sent */
  constructor(violationOf: (call: Call, secrets: readonly string[]) => string | undefined) {
    this.#violationOf = violationOf;
  }

  /** The newest 10,000, oldest first. */
  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  /** The first 10,000, oldest first; `clearCalls` leaves them. */
  get violations(): readonly Violation[] {
    return this.#violations;
  }

  clearCalls(): void {
    this.#calls = [];
  }

  /** @param secrets values that have no place in a query */
  record(call: Call, headers: IncomingHttpHeaders, at: number, secrets: readonly string[]): void {
    const { operation, method, path } = call;
    const query = Object.fromEntries(call.query);
    const recorded = { operation, method, path, query, headers, at };
    this.#calls.push(recorded);
    if (this.#calls.length > LONGEST_LOG) this.#calls.shift();
    const reason = this.#violationOf(call, secrets);
    if (reason !== undefined && this.#violations.length < LONGEST_LOG) {
      this.#violations.push({ ...recorded, reason });
    }
  }
}
