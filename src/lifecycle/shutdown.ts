import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Clock } from '../observability/clock.js';
import type { Drain } from './drain.js';

/** Of the shutdown time this much is kept for answers after the last call, and for the end itself. */
const LAST_CALL_BEFORE_MS = 1_000;
const CUT_BEFORE_MS = 200;

/**
 * Ends the public server: no new connections, no new requests; those in flight finish. Whoever waits for a
 * catalogue is told a second before the time is over to come again; at its end connections are cut.
 */
export async function drainAndClose(
  app: NestFastifyApplication,
  drain: Drain,
  timeoutMs: number,
  clock: Clock,
): Promise<void> {
  drain.begin();
  const cancelLastCall = clock.after(leftOf(timeoutMs, LAST_CALL_BEFORE_MS), () => drain.callLast());
  const cancelCut = clock.after(leftOf(timeoutMs, CUT_BEFORE_MS), () =>
    app.getHttpServer().closeAllConnections(),
  );
  await app.close();
  cancelLastCall();
  cancelCut();
}

/** The time up to `reserveMs` before the end, but at least half of it. */
function leftOf(timeoutMs: number, reserveMs: number): number {
  return Math.max(timeoutMs / 2, timeoutMs - reserveMs);
}
