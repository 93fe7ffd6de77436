import type { Image } from '../../domain/image.js';
import type { RangeField } from '../image-query.js';
import { wordsFor } from './pack-postings.js';
import type { PreparedRange, Words } from './prepared-catalog.js';

/** How many bit sets a field has; a question looks at no more than count / 128 values on either side. */
const SETS = 64;

/** Prepares a field for bounds. Memory: 20 bytes an image. */
export function prepareRange(images: readonly Image[], field: RangeField): PreparedRange {
  const column = Float64Array.from(images, (image) => numberOf(image[field]));
  const positions = Int32Array.from(column.keys())
    .filter((position) => !Number.isNaN(column[position]))
    .sort((a, b) => column[a]! - column[b]! || a - b);
  const step = Math.max(1, Math.ceil(positions.length / SETS));
  return {
    values: Float64Array.from(positions, (position) => column[position]!),
    positions,
    step,
    prefixes: prefixSets(positions, step, wordsFor(images.length)),
  };
}

/** NaN for an unknown value; times are milliseconds since 1970. */
function numberOf(value: Image[RangeField]): number {
  return value === null ? NaN : typeof value === 'string' ? Date.parse(value) : value;
}

function prefixSets(positions: Int32Array, step: number, setWords: number): Words {
  const sets = Math.floor(positions.length / step) + 1;
  const words = new Uint32Array(sets * setWords);
  for (let set = 1; set < sets; set++) {
    const start = set * setWords;
    words.copyWithin(start, start - setWords, start);
    for (const position of positions.subarray((set - 1) * step, set * step)) {
      words[start + (position >>> 5)]! |= 1 << (position & 31);
    }
  }
  return words;
}
