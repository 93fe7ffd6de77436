import { readProperties } from './properties.js';
import { asRecord, ownValue, readBoolean, readCount, readObject, readText } from './scalars.js';
import { parseTimestamp } from './timestamp.js';

/** Reads the fields of one upstream row and counts those that are there but unreadable; it never throws. */
export class RowReader {
  #unreadable = 0;

  /** @param mask replaces our secrets; every text of the row passes through it first. */
  constructor(
    private readonly row: Readonly<Record<string, unknown>>,
    private readonly mask: (text: string) => string,
  ) {}

  /** How many values were there but unreadable until now. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Notes one more unreadable value, for rules that only the caller knows. */
  readonly reportUnreadable = (): void => {
    this.#unreadable += 1;
  };

  /** Verbatim; `null` when absent, empty or unreadable. */
  text(field: string): string | null {
    const text = readText(ownValue(this.row, field), this.reportUnreadable);
    return text === null ? null : this.mask(text);
  }

  /** A word of an enumeration, trimmed and in lower case. */
  word(field: string): string | null {
    return this.text(field)?.trim().toLowerCase() || null;
  }

  flag(field: string): boolean | null {
    return readBoolean(ownValue(this.row, field), this.reportUnreadable);
  }

  count(field: string): number | null {
    return readCount(ownValue(this.row, field), this.reportUnreadable);
  }

  /** A minimum in bytes, from a number of units of `unitBytes`; 0 when absent, unreadable or above 2^53-1. */
  minimumBytes(field: string, unitBytes: number): number {
    const bytes = (this.count(field) ?? 0) * unitBytes;
    if (Number.isSafeInteger(bytes)) return bytes;
    this.reportUnreadable();
    return 0;
  }

  time(field: string): string | null {
    return this.parsed(this.text(field), parseTimestamp);
  }

  /** Texts of a list, or one text, sorted and without repeats; whatever in it is no text is left out. */
  texts(field: string): readonly string[] {
    const value = ownValue(this.row, field);
    const found = (Array.isArray(value) ? value : [value]).flatMap((element: unknown) => {
      const text = readText(element, this.reportUnreadable);
      return text === null ? [] : [this.mask(text)];
    });
    return [...new Set(found)].sort();
  }

  /**
   * All fields but some, as properties. Where the field `properties` is an object, it is no property but holds more
   * of them; as a text it is one like any other.
   *
   * @param known fields that are no properties
   */
  others(known: ReadonlySet<string>): ReadonlyMap<string, string> {
    const nested = asRecord(ownValue(this.row, 'properties'));
    const flat = Object.entries(this.row).filter(([field]) => !nested || field !== 'properties');
    const raw = [...Object.entries(nested ?? {}), ...flat].filter(([field]) => !known.has(field));
    return readProperties(Object.fromEntries(raw), this.mask, this.reportUnreadable);
  }

  properties(field: string): ReadonlyMap<string, string> {
    const raw = readObject(ownValue(this.row, field), this.reportUnreadable);
    return readProperties(raw ?? {}, this.mask, this.reportUnreadable);
  }

  /** What `parse` makes of a text; a text of which it makes nothing is unreadable. */
  parsed(text: string | null, parse: (text: string) => string | null): string | null {
    if (text === null) return null;
    const value = parse(text);
    if (value === null) this.reportUnreadable();
    return value;
  }
}
