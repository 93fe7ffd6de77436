/** A set of positions 0 to `size`-1, one bit each. */
export class Bitset {
  private constructor(
    readonly size: number,
    private readonly words: Uint32Array,
  ) {}

  static empty(size: number): Bitset {
    return new Bitset(size, new Uint32Array((size + 31) >>> 5));
  }

  static full(size: number): Bitset {
    const set = Bitset.empty(size);
    set.words.fill(0xffffffff);
    // the bits above `size` stay clear, or they would be counted
    if (size & 31) set.words[size >>> 5] = 2 ** (size & 31) - 1;
    return set;
  }

  static of(size: number, positions: Iterable<number>): Bitset {
    const set = Bitset.empty(size);
    for (const position of positions) set.add(position);
    return set;
  }

  add(position: number): void {
    this.words[position >>> 5]! |= 1 << (position & 31);
  }

  has(position: number): boolean {
    return (this.words[position >>> 5]! & (1 << (position & 31))) !== 0;
  }

  /** Keeps what `other` has as well. */
  intersect(other: Bitset): void {
    for (let word = 0; word < this.words.length; word++) this.words[word]! &= other.words[word]!;
  }

  /** Adds all that `other` has. */
  unite(other: Bitset): void {
    for (let word = 0; word < this.words.length; word++) this.words[word]! |= other.words[word]!;
  }

  /** Drops the members that do not pass; only members are looked at. */
  keepIf(passes: (position: number) => boolean): void {
    for (let word = 0; word < this.words.length; word++) {
      for (let rest = this.words[word]!; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest);
        if (!passes((word << 5) | bit)) this.words[word]! &= ~(1 << bit);
      }
    }
  }

  /** How many members there are; one step for each 32 positions. */
  count(): number {
    let total = 0;
    for (const word of this.words) total += bitsOf(word);
    return total;
  }
}

/** The number of ones in 32 bits, by adding neighbours in ever wider fields. */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
