import { calendarDate } from './calendar.js';

const VENDOR_DATE = /^(\d{4})([.-])\s*(\d{2})\2\s*(\d{2})\.?$/;

/**
 * Reads a release date such as `2026.03.10`, `2026-03-10` or `2020. 02. 18.`.
 *
 * @returns `YYYY-MM-DD`; `null` when the text is of another form or the calendar has no such day.
 */
export function parseVendorDate(text: string): string | null {
  const [, year, , month, day] = VENDOR_DATE.exec(text.trim()) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  return calendarDate(year, month, day);
}
