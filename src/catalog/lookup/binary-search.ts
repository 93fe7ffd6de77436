/**
 * The first of `count` numbers 0, 1, 2, … that is not before something; `count` when all are.
 *
 * @param isBefore true up to some number, false from there on
 */
export function firstNotBefore(count: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
