import type { ServerResponse, IncomingMessage } from 'node:http';

import type { AccessGuard, AccessRequest } from '../access/access.guard.js';
import type { Client } from '../access/client-keys.js';
import { ProblemError } from '../problems/problem.error.js';
import type { RateGate } from './rate-gate.js';

/** A request, and whom it is asked of. */
interface Admission {
  readonly guard: AccessGuard;
  readonly gate: RateGate;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Asks who is calling, and has the request counted.
 *
 * @returns `undefined` where it does not matter who that is; then nothing is counted
 * @throws ProblemError what the guard says, or `RATE_LIMITED` instead
 */
export async function admitCounted(admission: Admission, asked: AccessRequest): Promise<Client | undefined> {
  const { guard, gate, request, response } = admission;
  let client: Client | undefined;
  try {
    client = await guard.admit(asked);
  } catch (refused) {
    throw (await countRefused(admission, refused)) ?? refused;
  }
  const tooMany = client && (await gate.admit(request, response, client));
  if (tooMany) throw tooMany;
  return client;
}

/** @returns what to answer instead, where there were too many */
async function countRefused(
  { guard, gate, request, response }: Admission,
  refused: unknown,
): Promise<ProblemError | undefined> {
  const client = guard.identify(request);
  // also a client that may not do this has asked
  if (client) return gate.admit(request, response, client);
  const isStranger = refused instanceof ProblemError && refused.code === 'UNAUTHENTICATED';
  return isStranger ? gate.fail(request, response) : undefined;
}
