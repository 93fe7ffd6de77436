import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { DURATION_FORM, DURATION_PATTERN, parseDurationMs } from '../domain/duration.js';
import { SIZE_FORM, SIZE_PATTERN, parseSize } from '../domain/size.js';

/** A value, or what is wrong with the text: a clause such as `must be …` that holds no part of the text. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

/** How the text of a setting becomes a value. Texts are never empty: an empty variable counts as not set. */
export interface Kind<T> {
  readonly type: KindName;
  /** What a value is, bounds included, as a clause that follows "must be". */
  readonly form: string;
  readonly parse: (text: string) => Parsed<T>;
  /** As much of the form as JSON Schema can say, where a file has such a value. */
  readonly schema?: Readonly<Record<string, unknown>>;
}

export type KindName =
  | 'host'
  | 'port'
  | 'duration'
  | 'size'
  | 'integer'
  | 'boolean'
  | 'enum'
  | 'url'
  | 'text'
  | 'list'
  | 'rate'
  | 'secret'
  | 'path';

/**
 * A kind whose texts have no blank around them.
 *
 * @param read the value, or `undefined` when the text is not of that form
 * @param hint how the form is written, where that needs saying in a fault
 */
export function kind<T>(
  type: KindName,
  form: string,
  read: (text: string) => T | undefined,
  hint?: string,
): Kind<T> {
  const fault = hint === undefined ? `must be ${form}` : `must be ${form}, written as ${hint}`;
  const parse = (text: string): Parsed<T> => {
    const value = read(text);
    return withoutBlanks(text) ?? (value === undefined ? { fault } : { value });
  };
  return { type, form, parse };
}

/** The fault of a text with a blank at an end; these come from copying, and are easily overlooked. */
export function withoutBlanks(text: string): { readonly fault: string } | undefined {
  return text === text.trim() ? undefined : { fault: 'must not begin or end with a blank' };
}

const HOST_NAME =
  /^(?=.{1,253}$)(?!.*\.\d+$)(?!\d+$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/** An address to listen on. IPv6 is written without brackets. */
export function host(): Kind<string> {
  const form = 'an IP address (IPv6 without brackets) or a host name';
  return kind('host', form, (text) => (isIP(text) !== 0 || HOST_NAME.test(text) ? text : undefined));
}

/** 0 asks for a free port. */
export function port(): Kind<number> {
  return kind('port', 'a port number from 0 to 65535', (text) => readInteger(text, 0, 65_535));
}

export function integer(min: number, max: number): Kind<number> {
  const form = `a whole number from ${min} to ${max}`;
  const schema = { minimum: min, maximum: max };
  return { ...kind('integer', form, (text) => readInteger(text, min, max)), schema };
}

/** How many processes; `auto` is one for each core that this one may use. */
export function processes(max: number): Kind<number> {
  return kind('integer', `a whole number from 1 to ${max}, or auto`, (text) =>
    text === 'auto' ? Math.min(availableParallelism(), max) : readInteger(text, 1, max),
  );
}

function readInteger(text: string, min: number, max: number): number | undefined {
  return /^\d{1,15}$/.test(text) ? within(Number(text), min, max) : undefined;
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

/** Milliseconds; the bounds are inclusive and written like the setting itself. */
export function duration(min: string, max: string): Kind<number> {
  const [minMs, maxMs] = [parseDurationMs(min), parseDurationMs(max)];
  if (minMs === undefined || maxMs === undefined) throw new RangeError(`not durations: ${min}, ${max}`);
  const form = `a duration from ${min} to ${max}`;
  const read = (text: string): number | undefined => within(parseDurationMs(text), minMs, maxMs);
  return { ...kind('duration', form, read, DURATION_FORM), schema: { pattern: DURATION_PATTERN } };
}

/** Whole bytes; the bounds are inclusive and written like the setting itself. */
export function size(min: string, max: string): Kind<number> {
  const [minBytes, maxBytes] = [parseSize(min), parseSize(max)];
  if (minBytes === undefined || maxBytes === undefined) throw new RangeError(`not sizes: ${min}, ${max}`);
  const read = (text: string): number | undefined => {
    const bytes = within(parseSize(text), minBytes, maxBytes);
    return Number.isInteger(bytes) ? bytes : undefined;
  };
  const form = `a size from ${min} to ${max} in whole bytes`;
  // a text has a pattern, a number has bounds
  const schema = { pattern: SIZE_PATTERN, minimum: minBytes, maximum: maxBytes };
  return { ...kind('size', form, read, SIZE_FORM), schema };
}

export function boolean(): Kind<boolean> {
  return kind('boolean', 'true or false', (text) =>
    text === 'true' ? true : text === 'false' ? false : undefined,
  );
}

/** One of a few words. */
export function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  const words = kind('enum', `one of ${values.join(', ')}`, (text) => values.find((value) => value === text));
  return { ...words, schema: { enum: values } };
}

/** A text of one pattern. */
export function text(form: string, pattern: RegExp): Kind<string> {
  const read = (given: string): string | undefined => (pattern.test(given) ? given : undefined);
  return { ...kind('text', form, read), schema: { pattern: pattern.source } };
}

/** A comma list whose every element has the pattern. */
export function list(form: string, pattern: RegExp): Kind<readonly string[]> {
  return kind('list', form, (text) => {
    const elements = text.split(',');
    return elements.every((element) => pattern.test(element)) ? Object.freeze(elements) : undefined;
  });
}

/** Exact origins (RFC 6454, 6.1), as browsers write them: `null` and patterns are none. */
export function origins(): Kind<readonly string[]> {
  const form = 'a comma list of origins: http or https, a host in lower case, no default port, no path';
  return kind('list', form, (text) => {
    const elements = text.split(',');
    return elements.every(isOrigin) ? Object.freeze(elements) : undefined;
  });
}

function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

/** A path of the file system, absolute or from the working directory. It is not looked at. */
export function path(): Kind<string> {
  return kind('path', 'a path without control characters', (text) => (hasControl(text) ? undefined : text));
}

/** Whether a text holds one of the control characters of Unicode (Cc). */
export function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
