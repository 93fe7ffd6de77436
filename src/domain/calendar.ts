const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The instant of a text `YYYY-MM-DDTHH:MM:SS.mmmZ`, in milliseconds since 1970.
 *
 * @returns `null` when there is no such day in the calendar or no such time of day. A leap second counts as
 * none, because the clocks that compare these instants know of none.
 */
export function utcInstant(text: string): number | null {
  const instant = Date.parse(text);
  // Date.parse turns 30 February into 1 or 2 March; writing the result back shows that.
  return !Number.isNaN(instant) && new Date(instant).toISOString() === text ? instant : null;
}

/** Joins four, two and two digits to `YYYY-MM-DD`; `null` when the calendar has no such day. */
export function calendarDate(year: string, month: string, day: string): string | null {
  const days = daysOf(Number(month), Number(year));
  return Number(day) >= 1 && Number(day) <= days ? `${year}-${month}-${day}` : null;
}

/** How many days a month has, in the calendar that `Date` counts by; 0 for a month that is none. */
function daysOf(month: number, year: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (DAYS[month - 1] ?? 0);
}
