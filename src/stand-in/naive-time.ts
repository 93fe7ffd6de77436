/**
 * Writes a time as the vendor does: UTC without a zone, six fraction digits.
 *
 * @param at epoch milliseconds
 * @param microseconds 0..999, below the milliseconds
 */
export function naiveTime(at: number, microseconds = 0): string {
  return new Date(at).toISOString().slice(0, -1) + String(microseconds).padStart(3, '0');
}
