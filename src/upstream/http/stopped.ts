import { UpstreamError } from '../upstream.errors.js';

/** The failure of a read that the gateway itself ended. */
export function stopped(): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', 'the read was stopped by the gateway');
}

/**
 * What comes of `work`, but not later than the signal: whoever works is then left alone.
 *
 * @throws UpstreamError `UPSTREAM_UNAVAILABLE` when the signal aborts; otherwise what `work` throws
 */
export async function unlessAborted<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(stopped());
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
