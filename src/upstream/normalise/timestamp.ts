import { utcInstant } from '../../domain/calendar.js';

const TIMESTAMP =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,9}))?(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3])(?::?(?<minutes>[0-5]\d))?)?$/i;

/**
 * Reads an upstream's time, with `T` or a blank, 0 to 9 fraction digits, and `Z`, `+09:00`, `+0900`, `+09`
 * or no zone at all. Without a zone it is UTC, whatever zone this machine is in: the vendor's own answers
 * show that only this reading makes sense.
 *
 * @returns RFC 3339 in UTC, cut (not rounded) to milliseconds; `null` when the text is of another form, the
 * calendar has no such day, or the UTC year has not four digits.
 */
export function parseTimestamp(text: string): string | null {
  const parts = TIMESTAMP.exec(text.trim())?.groups;
  if (parts === undefined) return null;
  const { date, time, fraction = '', sign, hours = '0', minutes = '0' } = parts;
  const instant = utcInstant(`${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  if (instant === null) return null;
  const aheadMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = new Date(instant - aheadMs).toISOString();
  return /^\d{4}-/.test(utc) ? utc : null;
}

/** The same reading, in milliseconds since 1970; `undefined` for whatever is no such text. */
export function readTimestampMs(value: unknown): number | undefined {
  const utc = typeof value === 'string' ? parseTimestamp(value) : null;
  return utc === null ? undefined : Date.parse(utc);
}
