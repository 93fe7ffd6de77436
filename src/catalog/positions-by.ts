import type { Image } from '../domain/image.js';

/** The positions of all images by a key of theirs; an image may have several keys, or none. */
export function positionsBy(
  images: readonly Image[],
  keysOf: (image: Image) => readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [position, image] of images.entries()) {
    for (const key of keysOf(image)) {
      const positions = index.get(key);
      if (positions) positions.push(position);
      else index.set(key, [position]);
    }
  }
  return index;
}
