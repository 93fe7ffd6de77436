export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const COMMA = 0x2c;

/**
 * Steps over JSON in UTF-8 without reading it: one step for each byte, no memory.
 *
 * Of text that is no JSON nothing is said but that every step ends, at the latest at the end of the bytes; whoever
 * parses what was stepped over finds out.
 */

/** The place of the next byte that is no blank. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let next = at;
  while (isBlank(bytes[next])) next++;
  return next;
}

/** The place behind the value that begins here: behind its last bracket or quote, or before what ends a word. */
export function skipValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  let next = at;
  do {
    const byte = bytes[next];
    if (byte === QUOTE) next = skipString(bytes, next);
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) [depth, next] = [depth + 1, next + 1];
    else if (depth === 0) return skipWord(bytes, next);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) [depth, next] = [depth - 1, next + 1];
    else next++;
  } while (depth > 0 && next < bytes.length);
  return next;
}

/** @param at the opening quote @returns the place behind the closing one */
function skipString(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while (next < bytes.length && bytes[next] !== QUOTE) next += bytes[next] === BACKSLASH ? 2 : 1;
  return Math.min(next + 1, bytes.length);
}

function skipWord(bytes: Uint8Array, at: number): number {
  let next = at;
  while (next < bytes.length && !endsWord(bytes[next]!)) next++;
  return next;
}

function endsWord(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isBlank(byte);
}

/** Blanks of JSON (RFC 8259, 2). */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
