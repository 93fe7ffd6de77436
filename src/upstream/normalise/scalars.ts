import { toUSVString } from 'node:util';

/**
 * Called once for each value that is there but cannot be read. A value that is absent, `null` or empty is
 * no such value.
 */
export type OnUnreadable = () => void;

const INTEGER = /^\d+(?:\.0+)?$/;
const BOOLEANS = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  [1, true],
  ['1', true],
  [false, false],
  ['false', false],
  [0, false],
  ['0', false],
]);

/** Reads `true`, `1` and their like in text, whatever the case; surrounding blanks do not count. */
export function readBoolean(value: unknown, onUnreadable: OnUnreadable): boolean | null {
  const written = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (isAbsent(written)) return null;
  const read = BOOLEANS.get(written);
  if (read === undefined) onUnreadable();
  return read ?? null;
}

/**
 * Reads a whole number from 0 to 2^53-1, also from text such as ` 20 ` or `20.0`.
 *
 * Anything outside these bounds is unreadable: beyond them a double no longer tells neighbours apart.
 */
export function readCount(value: unknown, onUnreadable: OnUnreadable): number | null {
  const written = typeof value === 'string' ? value.trim() : value;
  if (isAbsent(written)) return null;
  const number = typeof written === 'string' && INTEGER.test(written) ? Number(written) : written;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) {
    return Math.abs(number); // JSON can say -0, which is no other number than 0 to our callers
  }
  onUnreadable();
  return null;
}

/**
 * Reads text verbatim, or a number or boolean as text; the empty string is `null`.
 *
 * Lone surrogates, which no encoding of text can carry, become U+FFFD.
 */
export function readText(value: unknown, onUnreadable: OnUnreadable): string | null {
  if (isAbsent(value)) return null;
  if (isScalar(value)) return toUSVString(String(value));
  onUnreadable();
  return null;
}

/** Reads an object with names and values; a list is none. */
export function readObject(
  value: unknown,
  onUnreadable: OnUnreadable,
): Readonly<Record<string, unknown>> | null {
  if (isAbsent(value)) return null;
  if (isObject(value)) return value;
  onUnreadable();
  return null;
}

/** The value under a name of the object itself, never one that it inherits. */
export function ownValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** A plain object, or `undefined`. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
