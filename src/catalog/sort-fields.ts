import { toUSVString } from 'node:util';

import type { Image } from '../domain/image.js';

/** The fields that callers can sort a listing by. */
export const SORT_FIELDS = [
  'name',
  'createdAt',
  'updatedAt',
  'sizeBytes',
  'status',
  'minDiskBytes',
  'minRamBytes',
  'osDistro',
  'osVersion',
] as const satisfies readonly (keyof Image)[];

/** All fields that there are orders of. Callers cannot sort a listing by the last; it decides which image is newer. */
export const ORDER_FIELDS = [...SORT_FIELDS, 'releaseDate'] as const;

export type SortField = (typeof ORDER_FIELDS)[number];
export type SortValue = string | number | null;

const TIMES: readonly SortField[] = ['createdAt', 'updatedAt', 'releaseDate'];

/** Compares texts as people read them: without case, and `9.10` after `9.9`. The locale is fixed. */
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Longer texts are ordered by their beginning, so that a cursor, which carries it, stays short. */
const LONGEST_TEXT = 256;
/** Digits of a number in a text, as a rule. */
const LONGEST_NUMBER = 10;

/**
 * The value by which an image is sorted: a number, or a text without the blanks around it and without
 * control characters, which have no place in the order.
 */
export function sortValue(image: Image, field: SortField): SortValue {
  const value = image[field];
  if (typeof value !== 'string') return value;
  if (TIMES.includes(field)) return Date.parse(value);
  const printable = value.replace(/(?![\t\n\f\r])\p{Cc}/gu, '');
  return toUSVString(printable.trim().slice(0, LONGEST_TEXT));
}

/**
 * Orders two sort values of one field, ascending.
 *
 * @returns below, above or equal to 0; the caller has dealt with `null`
 */
export function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : natural.compare(String(a), String(b));
}

/** Orders ids as their characters are numbered, the same on every machine. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text that sorts by code units nearly as its original does by `compareValues`, and much faster. */
export function roughKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(LONGEST_NUMBER, '0'));
}
