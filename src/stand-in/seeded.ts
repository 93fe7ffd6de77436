/** A repeatable source of choices. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** @throws RangeError when there is nothing to choose from */
  pick<T>(values: readonly T[]): T;
}

/** An id and a source of choices that depend on `key` alone. */
export interface Seeded {
  /** A lower-case version 4 UUID. */
  readonly id: string;
  readonly random: Random;
}

/** Written and read within one call; a buffer for each id would double its cost. */
const bytes = Buffer.alloc(16);

/** Derives both from the key. */
export function seeded(key: string): Seeded {
  const [first, second, third, fourth] = hash128(key);
  bytes.writeUInt32BE(first, 0);
  bytes.writeInt32BE((second & 0xffff0fff) | 0x4000, 4);
  bytes.writeInt32BE((third & 0x3fffffff) | 0x80000000, 8);
  bytes.writeUInt32BE(fourth, 12);
  return { id: uuid(bytes.toString('hex')), random: mulberry32(first ^ fourth) };
}

function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The hash published as cyrb128: no secrecy, and several times faster than a digest of `node:crypto`. */
function hash128(text: string): readonly [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/**
 * The value whose turn it is, from the first again after the last.
 *
 * @throws RangeError when there are no values
 */
export function inTurn<T>(values: readonly T[], turn: number): T {
  const place = turn % values.length;
  for (const value of values.slice(place, place + 1)) return value;
  throw new RangeError('nothing to choose from');
}

/** The generator published as mulberry32: small, fast, and good enough to vary test data. */
function mulberry32(seed: number): Random {
  let state = seed;
  const int = (low: number, high: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const fraction = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return low + Math.floor(fraction * (high - low + 1));
  };
  return { int, pick: (values) => inTurn(values, int(0, values.length - 1)) };
}
