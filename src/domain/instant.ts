import { calendarDate } from './calendar.js';

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** How a moment is written, for error texts. */
export const INSTANT_FORM = 'a date-time with zone (RFC 3339), such as 2027-01-31T00:00:00Z';

/**
 * Reads a moment such as `2027-01-31T00:00:00+09:00` (RFC 3339, 5.6; without leap seconds).
 *
 * @returns milliseconds since 1970, cut to whole ones, or `undefined` when it is not of that form, has no zone,
 *   or names a day that does not exist.
 */
export function parseInstantMs(value: unknown): number | undefined {
  const [text, year, month, day] = typeof value === 'string' ? (INSTANT.exec(value) ?? []) : [];
  if (!text || !year || !month || !day || calendarDate(year, month, day) === null) return undefined;
  return Date.parse(text.toUpperCase());
}
