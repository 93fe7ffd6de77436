/** The last moment that a `Date` can be (ECMA-262, 21.4.1.1), milliseconds since 1970. */
const LAST_MOMENT = 8_640_000_000_000_000;
/** Clocks of machines that are kept right differ by less. */
const SKEW_MS = 60_000;

/** Whether this is a moment since 1970 of which a date can be made, in whole milliseconds. */
export function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= LAST_MOMENT;
}

/** A moment of the past that another process has told of: not later than now, but for a clock that is a little ahead. */
export function pastMoment(told: number, now: number): number {
  return told > now + SKEW_MS ? now : told;
}
