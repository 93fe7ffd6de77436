import { parseInstantMs } from '../domain/instant.js';
import { Check } from './check.js';
import { ordered } from './number.parameter.js';
import { parameter } from './parameter.js';
import { LONGEST_VALUE, notTooLong, once } from './text-rules.js';

const DATE = /^\d{4}-\d\d-\d\d$/;
const FINER_THAN_MS = /\.\d{3}\d*[1-9]/;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;
const FORM =
  'must be a date-time with zone such as 2026-03-10T09:00:00Z, or a date such as 2026-03-10 (a + in the query is %2B)';

/**
 * A moment: an RFC 3339 date-time, or a date that stands for its midnight in UTC; years 1970 to 2200
 * of UTC.
 *
 * @param after the parameter whose moment this one must come after
 */
export function DateTimeParameter(after?: string): PropertyDecorator {
  return parameter(
    {
      type: 'string',
      anyOf: [{ format: 'date-time' }, { format: 'date' }],
      maxLength: LONGEST_VALUE,
      // of a pair that a page of documentation fills in, the second must be later
      example: after === undefined ? '2026-03-10T00:00:00Z' : '2026-03-11T00:00:00Z',
    },
    once(),
    Check('INVALID_FORMAT', FORM, (values) => values.every((value) => parseDateTimeMs(value) !== undefined)),
    Check('OUT_OF_RANGE', `must be in the years ${FIRST_YEAR} to ${LAST_YEAR}`, (values) =>
      values.every((value) => inYears(parseDateTimeMs(value) ?? 0)),
    ),
    notTooLong((value) => !inYears(parseDateTimeMs(value) ?? NaN)),
    ...(after === undefined ? [] : [ordered(after, parseWithinYears, 'must be later than', (a, b) => a < b)]),
  );
}

/**
 * Reads such a moment. What is finer than a millisecond is rounded up, so that "not before" and "before"
 * stay true of images, whose times are whole milliseconds.
 *
 * @returns milliseconds since 1970, or `undefined` for another form or a date that does not exist
 */
export function parseDateTimeMs(text: string): number | undefined {
  const ms = parseInstantMs(DATE.test(text) ? `${text}T00:00:00Z` : text);
  return ms === undefined ? undefined : ms + (FINER_THAN_MS.test(text) ? 1 : 0);
}

function parseWithinYears(text: string): number | undefined {
  const ms = parseDateTimeMs(text);
  return ms !== undefined && inYears(ms) ? ms : undefined;
}

/** In UTC, whatever zone the text has: the canonical form of a moment must be as valid as the moment itself. */
function inYears(ms: number): boolean {
  const year = new Date(ms).getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
