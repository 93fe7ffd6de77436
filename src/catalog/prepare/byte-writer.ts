import type { Bytes } from './prepared-catalog.js';

const FIRST_CAPACITY = 1_024;
/** The most bytes of UTF-8 for one UTF-16 code unit. */
const LONGEST_UNIT = 3;

/** Collects texts as UTF-8. A lone surrogate becomes U+FFFD. */
export class ByteWriter {
  private buffer = Buffer.from(new ArrayBuffer(FIRST_CAPACITY));
  private used = 0;

  /** How many bytes there are so far. */
  get length(): number {
    return this.used;
  }

  write(text: string): void {
    this.makeRoomFor(text.length * LONGEST_UNIT);
    this.used += this.buffer.write(text, this.used);
  }

  writeByte(byte: number): void {
    this.makeRoomFor(1);
    this.buffer[this.used++] = byte;
  }

  /** What was written from `start` on; valid until the next write. */
  since(start: number): Uint8Array {
    return this.buffer.subarray(start, this.used);
  }

  /** All that was written, in a buffer of exactly that size. */
  finish(): Bytes {
    const bytes = new Uint8Array(this.used);
    bytes.set(this.since(0));
    return bytes;
  }

  private makeRoomFor(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, 2 * this.buffer.length)));
    larger.set(this.since(0));
    this.buffer = larger;
  }
}
