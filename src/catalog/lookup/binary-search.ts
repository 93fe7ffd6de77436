/**
 * The first index from `low` to `high` whose number is not below a limit; `high` when all are.
 *
 * @param numbers ascending between `low` and `high`
 */
export function firstNotBelow(
  numbers: Uint32Array | Int32Array | Float64Array,
  limit: number,
  low = 0,
  high = numbers.length,
): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first index from `low` to `high` that is not before something; `high` when all are.
 *
 * @param isBefore true up to some index, false from there on
 */
export function firstNotBefore(isBefore: (index: number) => boolean, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
