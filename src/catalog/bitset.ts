/** A set of positions 0 to `size`-1, one bit each. */
export class Bitset {
  private constructor(
    readonly size: number,
    readonly words: Uint32Array,
  ) {}

  static empty(size: number): Bitset {
    return new Bitset(size, new Uint32Array((size + 31) >>> 5));
  }

  get byteLength(): number {
    return this.words.byteLength;
  }

  add(position: number): void {
    this.words[position >>> 5]! |= 1 << (position & 31);
  }

  delete(position: number): void {
    this.words[position >>> 5]! &= ~(1 << (position & 31));
  }

  has(position: number): boolean {
    return (this.words[position >>> 5]! & (1 << (position & 31))) !== 0;
  }

  /** Keeps what `other` has as well. */
  intersect(other: Bitset): void {
    const { words } = this;
    for (let word = 0; word < words.length; word++) words[word]! &= other.words[word]!;
  }

  /** Whether it has a member of a set of the same size, whose words begin at `start`. */
  meets(other: Uint32Array, start = 0): boolean {
    const { words } = this;
    for (let word = 0; word < words.length; word++)
      if ((words[word]! & other[start + word]!) !== 0) return true;
    return false;
  }

  /** How many members it has in common with a set of the same size, whose words begin at `start`. */
  countCommon(other: Uint32Array, start = 0): number {
    const { words } = this;
    let total = 0;
    for (let word = 0; word < words.length; word++) total += bitsOf(words[word]! & other[start + word]!);
    return total;
  }

  /** Adds the members of a set of the same size, whose words begin at `start`. */
  unite(other: Uint32Array, start = 0): void {
    const { words } = this;
    for (let word = 0; word < words.length; word++) words[word]! |= other[start + word]!;
  }

  /** Drops the members of a set of the same size, whose words begin at `start`. */
  subtract(other: Uint32Array, start = 0): void {
    const { words } = this;
    for (let word = 0; word < words.length; word++) words[word]! &= ~other[start + word]!;
  }

  /** Names the members, ascending; one step for each, and one for each 32 positions. */
  forEach(visit: (position: number) => void): void {
    for (let word = 0; word < this.words.length; word++) {
      for (let rest = this.words[word]!; rest !== 0; rest &= rest - 1) {
        visit((word << 5) | lowestBit(rest));
      }
    }
  }

  /** The members, ascending. */
  members(): number[] {
    const members: number[] = [];
    this.forEach((position) => members.push(position));
    return members;
  }

  /** How many members there are; one step for each 32 positions. */
  count(): number {
    let total = 0;
    for (let word = 0; word < this.words.length; word++) total += bitsOf(this.words[word]!);
    return total;
  }
}

/** The number of ones in 32 bits, by adding neighbours in ever wider fields. */
export function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The place of the lowest one in a word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
