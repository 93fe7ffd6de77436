import type { UpstreamError } from '../upstream.errors.js';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

/**
 * Decides whether a failed attempt is worth another one, and when.
 *
 * The wait has full jitter: any time up to a bound that doubles with each attempt. An upstream that says how
 * long it wants to be left alone is obeyed.
 *
 * @param attempt the number of the attempt that failed, from 1
 * @param random a number from 0 up to, not including, 1
 * @returns milliseconds to wait, or `undefined` when the failure stands
 */
export function retryDelayMs(error: UpstreamError, attempt: number, random: number): number | undefined {
  if (attempt > (error.facts.retries ?? 0)) return undefined;
  const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.max(random * bound, error.facts.retryAfterMs ?? 0);
}
