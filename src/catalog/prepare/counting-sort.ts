/**
 * Sorts numbers by the bucket that each belongs to; equal ones keep their order. Two steps for each item and one
 * for each bucket.
 *
 * @param bucketOf from 0 to `buckets` - 1
 */
export function countingSort<T extends Int32Array | Uint32Array>(
  items: T,
  bucketOf: (item: number) => number,
  buckets: number,
): T {
  const next = new Uint32Array(buckets + 1);
  for (let index = 0; index < items.length; index++) next[bucketOf(items[index]!) + 1]!++;
  for (let bucket = 1; bucket <= buckets; bucket++) next[bucket]! += next[bucket - 1]!;
  // a copy has the type of its original, which TypeScript does not say
  const sorted = items.slice() as T;
  for (let index = 0; index < items.length; index++) {
    const item = items[index]!;
    sorted[next[bucketOf(item)]!++] = item;
  }
  return sorted;
}
