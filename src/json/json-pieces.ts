import { isUtf8 } from 'node:buffer';

import { CLOSE_ARRAY, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipBlanks, skipValue } from './json-scan.js';

const COLON = 0x3a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The longest piece that is parsed in one go; no image is nearly as large. */
const LONGEST_PIECE = 8 * 1024 ** 2;

/** An object of which one member, an array, is read element by element. */
export interface SplitObject {
  /** The whole value, with that array empty in it. */
  readonly rest: unknown;
  /**
   * The elements of that array, to be read once. They count only if `rest` has an array there: the member may be
   * missing, or repeated with another value.
   *
   * @throws SyntaxError while reading, at the first element that is no JSON; one of more than 8 MiB is read as `null`
   */
  readonly elements: Iterable<unknown>;
}

/**
 * Reads JSON in UTF-8, however long, in small pieces. What `JSON.parse` makes of 100 MB at once is a gigabyte, which
 * the engine can neither interrupt nor refuse: without that memory the whole process would end.
 *
 * Together the pieces accept what `JSON.parse` accepts, and are what it would return; a mark at the beginning is
 * tolerated. Of a repeated member the last counts.
 *
 * @throws SyntaxError when it is no JSON in UTF-8, or more than 8 MiB without the array
 */
export function splitMember(json: Buffer, member: string): SplitObject {
  const bytes = textBytes(json);
  const array = findArray(bytes, member);
  if (!array) return { rest: parse(bytes), elements: [] };
  const rest = parse(Buffer.concat([bytes.subarray(0, array.from), bytes.subarray(array.to)]));
  return { rest, elements: elementsFrom(bytes, array.from) };
}

/**
 * Reads a JSON array in UTF-8 element by element; see `splitMember`.
 *
 * @throws SyntaxError while reading, at the first thing that is not as it must be
 */
export function* elementsOf(json: Buffer): Iterable<unknown> {
  const bytes = textBytes(json);
  const start = skipBlanks(bytes, 0);
  if (bytes[start] !== OPEN_ARRAY) throw new SyntaxError('not an array');
  const end = yield* elementsFrom(bytes, start + 1);
  if (skipBlanks(bytes, end + 1) !== bytes.length) throw new SyntaxError('more than an array');
}

interface Span {
  /** Behind the opening bracket. */
  readonly from: number;
  /** The closing bracket. */
  readonly to: number;
}

/** Where the last array of that name is among the members of the outermost object. */
function findArray(bytes: Buffer, member: string): Span | undefined {
  let found: Span | undefined;
  let at = skipBlanks(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) return undefined;
  do {
    const key = skipBlanks(bytes, at + 1);
    const colon = skipBlanks(bytes, skipValue(bytes, key));
    if (bytes[key] !== QUOTE || bytes[colon] !== COLON) return found;
    const value = skipBlanks(bytes, colon + 1);
    const end = skipValue(bytes, value);
    if (bytes[value] === OPEN_ARRAY && parse(bytes.subarray(key, colon)) === member)
      found = { from: value + 1, to: end - 1 };
    at = skipBlanks(bytes, end);
  } while (bytes[at] === COMMA);
  return found;
}

/** @returns the place of the closing bracket */
function* elementsFrom(bytes: Buffer, from: number): Generator<unknown, number> {
  let at = skipBlanks(bytes, from);
  if (bytes[at] === CLOSE_ARRAY) return at;
  for (;;) {
    const end = skipValue(bytes, at);
    // one element that nobody can use does not spoil the others
    yield end - at > LONGEST_PIECE ? null : parse(bytes.subarray(at, end));
    at = skipBlanks(bytes, end);
    if (bytes[at] === CLOSE_ARRAY) return at;
    if (bytes[at] !== COMMA) throw new SyntaxError('neither a comma nor the end of an array');
    at = skipBlanks(bytes, at + 1);
  }
}

function textBytes(json: Buffer): Buffer {
  if (!isUtf8(json)) throw new SyntaxError('not UTF-8');
  return json.subarray(0, 3).equals(BYTE_ORDER_MARK) ? json.subarray(3) : json;
}

function parse(piece: Buffer): unknown {
  if (piece.length > LONGEST_PIECE) throw new SyntaxError(`a piece is longer than ${LONGEST_PIECE} bytes`);
  const value: unknown = JSON.parse(piece.toString('utf8'));
  return value;
}
