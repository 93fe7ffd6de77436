import { calendarDate } from '../../domain/calendar.js';

/** What the name of a released image says, such as `Windows 2022 STD (2023.11.21) KO`. */
export interface ReleaseName {
  /** Product and versions: what stands before the date. */
  readonly base: string;
  /** `YYYY-MM-DD`; `null` when the calendar has no such day. */
  readonly date: string | null;
  /** Two capital letters, as written. */
  readonly language: string | null;
}

const MAX_LENGTH = 1_000;
const RELEASE_NAME = /^(.+?)\s?\((\d{4})\.\s?(\d{2})\.\s?(\d{2})\.?\)(?:\s([A-Z]{2}))?$/;

/**
 * Takes a name of the vendor's release grammar apart, in the spelling of its API (`Name (2026.03.10)`) and
 * in those of its release notes (`Name(2026. 03. 10.)`). Surrounding blanks do not count.
 *
 * @returns `null` for every other name, and for one of more than 1,000 characters.
 */
export function parseReleaseName(name: string): ReleaseName | null {
  if (name.length > MAX_LENGTH) return null;
  const [, base, year, month, day, language] = RELEASE_NAME.exec(name.trim()) ?? [];
  if (base === undefined || year === undefined || month === undefined || day === undefined) return null;
  return { base, date: calendarDate(year, month, day), language: language ?? null };
}
