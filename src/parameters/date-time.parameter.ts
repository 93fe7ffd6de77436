import { Check } from './check.js';
import { ordered } from './number.parameter.js';
import { parameter } from './parameter.js';
import { once } from './text-rules.js';

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d)))?$/;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;
const FORM =
  'must be a date-time with zone such as 2026-03-10T09:00:00Z, or a date such as 2026-03-10 (a + in the query is %2B)';

/**
 * A moment: an RFC 3339 date-time, or a date that stands for its midnight in UTC; years 1970 to 2200.
 *
 * @param after the parameter whose moment this one must come after
 */
export function DateTimeParameter(after?: string): PropertyDecorator {
  return parameter(
    { type: 'string', example: '2026-03-10T00:00:00Z' },
    once(),
    Check('INVALID_FORMAT', FORM, (values) => values.every((value) => parseDateTimeMs(value) !== undefined)),
    Check('OUT_OF_RANGE', `must be in the years ${FIRST_YEAR} to ${LAST_YEAR}`, (values) =>
      values.every((value) => parseDateTimeMs(value) === undefined || inYears(value)),
    ),
    ...(after === undefined ? [] : [ordered(after, parseDateTimeMs, 'must be later than', (a, b) => a < b)]),
  );
}

/**
 * Reads such a moment. What is finer than a millisecond is rounded up, so that "not before" and "before"
 * stay true of images, whose times are whole milliseconds.
 *
 * @returns milliseconds since 1970, or `undefined` for another form or a date that does not exist
 */
export function parseDateTimeMs(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [zoneHours, zoneMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (!isDate(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  if (zoneHours > 23 || zoneMinutes > 59) return undefined;
  const fractionMs = roundedUpMs(match[7] ?? '');
  const offsetMs = (match[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes) * 60_000;
  return (
    utcMs(year!, month!, day!) + (hour! * 3_600 + minute! * 60 + second!) * 1_000 + fractionMs - offsetMs
  );
}

/** @param fraction the digits behind the dot of a second */
function roundedUpMs(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0')) + (/[1-9]/.test(fraction.slice(3)) ? 1 : 0);
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(utcMs(year, month, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** `Date.UTC` would take the years 0 to 99 for 1900 to 1999. */
function utcMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function inYears(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
