import { toUSVString } from 'node:util';
import { readText, type OnUnreadable } from './scalars.js';

/** Keys that reach an object's prototype when careless code assigns them. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Compiles patterns in which `*` stands for any run of characters, also none; everything else is literal
 * and case-sensitive, and a pattern covers the whole key.
 *
 * @returns whether a key fits one of the patterns. It scans a key once for each pattern, however many stars
 * that has.
 */
export function compilePropertyAllowList(patterns: readonly string[]): (key: string) => boolean {
  const matchers = patterns.map(compilePattern);
  return (key) => matchers.some((matches) => matches(key));
}

function compilePattern(pattern: string): (key: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (key) => key === pattern;
  return (key) => {
    if (!key.startsWith(head)) return false;
    let from = head.length;
    for (const part of rest) {
      const at = key.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return key.length - tail.length >= from && key.endsWith(tail);
  };
}

/**
 * Reads an upstream's properties as text: numbers and booleans in their shortest spelling, `''` as it is,
 * `null` left out. Objects and lists are left out too, and reported.
 *
 * @param mask is applied to keys and values. Of two keys that become one by it the first stays.
 */
export function readProperties(
  raw: Readonly<Record<string, unknown>>,
  mask: (text: string) => string,
  onUnreadable: OnUnreadable,
): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const [rawKey, value] of Object.entries(raw)) {
    const text = value === '' ? '' : readText(value, onUnreadable);
    const key = mask(toUSVString(rawKey));
    if (text !== null && !properties.has(key)) properties.set(key, mask(text));
  }
  return properties;
}

/**
 * The properties that callers may see, sorted by key in the order of UTF-16 code units (keys that are array
 * indices come first, by number, as in every JavaScript object).
 */
export function publishProperties(
  properties: ReadonlyMap<string, string>,
  allows: (key: string) => boolean,
): Readonly<Record<string, string>> {
  const published = [...properties].filter(([key]) => isPublished(key, allows));
  return Object.fromEntries(published.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether callers may see the property of this key, and code may assign it. */
export function isPublished(key: string, allows: (key: string) => boolean): boolean {
  return !UNSAFE_KEYS.has(key) && allows(key);
}
