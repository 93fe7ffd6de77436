/** When what happens on the way out, in milliseconds from its beginning; each no later than the next. */
export interface ShutdownTimes {
  /** New connections are taken until then. */
  readonly acceptMs: number;
  /** Whoever still waits for a catalogue is told to come again. */
  readonly lastCallMs: number;
  /** Connections that are left are cut. */
  readonly cutMs: number;
  /** What is being stored is waited for no longer; workers that are left are killed. */
  readonly closeMs: number;
  /** The process ends, whatever is still open. */
  readonly endMs: number;
}

/**
 * Divides the time that a stop may take. Answers get as much of it as they can: of 10 s, the last call is 1 s before
 * the end; of 2 s, half a second.
 *
 * @param timeoutMs `SHUTDOWN_TIMEOUT`
 * @param delayMs `SHUTDOWN_DELAY`; counts up to half of the time
 */
export function shutdownTimes(timeoutMs: number, delayMs: number): ShutdownTimes {
  const before = (reserveMs: number, share: number): number =>
    timeoutMs - Math.min(reserveMs, timeoutMs * share);
  return {
    acceptMs: Math.min(delayMs, timeoutMs / 2),
    lastCallMs: before(1_000, 1 / 4),
    cutMs: before(300, 1 / 5),
    closeMs: before(200, 1 / 10),
    endMs: before(100, 1 / 20),
  };
}

/** The time that workers get, so that each has ended by itself when the primary must. */
export function workerTimeoutMs(timeoutMs: number): number {
  return timeoutMs - Math.min(200, timeoutMs / 8);
}
