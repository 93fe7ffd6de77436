import type { Positions } from '../prepare/prepared-catalog.js';

/** All images in one order. */
export class Order {
  private inverse: Int32Array | undefined;

  /** @param positions every position once, in the order */
  constructor(readonly positions: Positions) {}

  /** For each position its index in the order. Made when it is first needed: one step for each image. */
  get indexes(): Int32Array {
    this.inverse ??= inverseOf(this.positions);
    return this.inverse;
  }

  /** Memory, with the indexes. */
  get byteLength(): number {
    return 2 * this.positions.byteLength;
  }
}

function inverseOf(positions: Int32Array): Int32Array {
  const indexes = new Int32Array(positions.length);
  for (let index = 0; index < positions.length; index++) indexes[positions[index]!] = index;
  return indexes;
}
