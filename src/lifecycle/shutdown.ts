import type { INestApplicationContext } from '@nestjs/common';

import type { Clock } from '../observability/clock.js';
import { Drain } from './drain.js';
import type { ShutdownTimes } from './shutdown-times.js';

/** The connections of the public server, as its end sees them. */
export interface Connections {
  /** Whether new ones are taken. */
  readonly isAccepting: boolean;
  /** Takes what waits to be accepted, and then no more. */
  stopAccepting(): Promise<void>;
  /** Resolves when each connection has ended, which it does once nothing more comes through it. */
  finish(): Promise<void>;
  /** Ends all that are left, at once. */
  cut(): void;
}

/**
 * Ends the public server: not ready from now on; no new connections, after a while; what is asked on open connections
 * is answered; then everything is closed. Whoever waits for a catalogue is told shortly before the time is over to
 * come again; at its end connections are cut.
 */
export async function drainAndClose(
  app: INestApplicationContext,
  connections: Connections,
  times: ShutdownTimes,
  clock: Clock,
): Promise<void> {
  const drain = app.get(Drain);
  drain.begin(clock.monotonic() + times.closeMs);
  const cancelLastCall = clock.after(times.lastCallMs, () => drain.callLast());
  const cancelCut = clock.after(times.cutMs, () => connections.cut());
  if (connections.isAccepting && times.acceptMs > 0) await passed(times.acceptMs, clock);
  await connections.stopAccepting();
  drain.endStreams();
  await connections.finish();
  cancelLastCall();
  cancelCut();
  await app.close();
}

/** Resolves after a time. */
export function passed(ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
