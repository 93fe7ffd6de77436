import type { IncomingHttpHeaders } from 'node:http';

import type { IncomingCall } from './incoming-call.js';
import type { RecordedCall, Violation } from './stand-in.types.js';
import { namesAnImage } from './vendor-api.js';

/** A stand-in may run for weeks under a demo, so only the newest calls are kept. */
const LONGEST_LOG = 10_000;

/** What arrived, and what of it should never have been sent. */
export class CallLog {
  #calls: RecordedCall[] = [];
  readonly #violations: Violation[] = [];

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
  record(call: IncomingCall, headers: IncomingHttpHeaders, at: number, secrets: readonly string[]): void {
    const { operation, method, path } = call;
    const query = Object.fromEntries(call.query);
    const recorded = { operation, method, path, query, headers, at };
    this.#calls.push(recorded);
    if (this.#calls.length > LONGEST_LOG) this.#calls.shift();
    const reason = violationOf(call, secrets);
    if (reason !== undefined && this.#violations.length < LONGEST_LOG) {
      this.#violations.push({ ...recorded, reason });
    }
  }
}

function violationOf(call: IncomingCall, secrets: readonly string[]): string | undefined {
  const values = [...call.query.values()];
  if (secrets.some((secret) => secret !== '' && values.includes(secret))) return 'a credential in the query';
  if (call.operation === 'other') return 'no call that a gateway makes';
  if (call.operation === 'images' && namesAnImage(call))
    return 'id on the images path is the delete operation';
  const known = call.operation === 'images' ? ['limit', 'marker'] : [];
  const unknown = [...call.query.keys()].find((name) => !known.includes(name));
  return unknown === undefined ? undefined : `unknown query parameter ${unknown}`;
}
