let onHangUp = (): void => {};

/** Says what is done at `SIGHUP`, which from the first moment on does not end the process. */
export function whenHungUp(task: () => void): void {
  onHangUp = task;
}

process.on('SIGHUP', () => onHangUp());

/**
 * Resolves when the process is asked to end. Whoever imports this listens from then on: a signal during the
 * start ends the process as properly as a later one, and a second signal changes nothing.
 */
export const signalled = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
});
