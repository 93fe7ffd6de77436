/** The next refresh begins a little before freshness ends, so that callers of a warm catalogue see it fresh. */
const REFRESH_AT = 0.9;

const FIRST_COOLDOWN_MS = 5_000;
const LONGEST_COOLDOWN_MS = 60_000;
/** No wish of an upstream is followed for longer. */
export const LONGEST_RETRY_AFTER_MS = 600_000;
const JITTER = 0.2;

/** A doubted listing is asked for again after this time. */
export const DOUBT_DELAY_MS = 3_000;

/** A refresh that callers force starts at most once in this time. */
export const FORCED_REFRESH_EVERY_MS = 5_000;

/** A replica whose last listing failed lets the others go first by this, or twice this; see `RefreshOutlook`. */
export const YIELD_MS = 500;

/** How long after a successful refresh the next one begins, in milliseconds. */
export function refreshDelayMs(freshForMs: number): number {
  return freshForMs * REFRESH_AT;
}

/**
 * How long the upstream is left alone after a failed refresh: 5 s, doubling to 60 s, 20 % more or less; as
 * long as the upstream itself asks for, if that is longer, but at most 10 min.
 *
 * @param failures how many refreshes in a row have failed, from 1
 * @param random a number from 0 up to, not including, 1
 */
export function cooldownMs(failures: number, retryAfterMs: number | undefined, random: number): number {
  const steady = Math.min(LONGEST_COOLDOWN_MS, FIRST_COOLDOWN_MS * 2 ** Math.min(failures - 1, 10));
  const jittered = steady * (1 - JITTER + 2 * JITTER * random);
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}
