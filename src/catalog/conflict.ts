import { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import type { ImageFilters } from './image-query.js';
import { matchesOf } from './matching.js';
import { allUsable } from './usable-images.js';
import type { VisibleImages } from './visible-images.js';

/**
 * Which of some filters are to blame that no usable image fulfils them all: so few that none of them could be left out.
 *
 * @param parts each filter by itself
 * @param together all of them
 * @returns places in `parts`, ascending; none if there is no usable image at all
 */
export function conflictOf(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  parts: readonly ImageFilters[],
  together: ImageFilters,
): readonly number[] {
  const usable = allUsable(indexes, visible, together);
  const sets = parts.map((part) => matchesOf(indexes, visible, part)?.found);
  const leaveNone = (some: readonly number[]): boolean => {
    const left = Bitset.empty(usable.size);
    left.unite(usable.words);
    for (const at of some) {
      const set = sets[at];
      if (set) left.intersect(set);
    }
    return left.count() === 0;
  };
  let blamed = sets.map((_, at) => at);
  for (const at of blamed) {
    const others = blamed.filter((other) => other !== at);
    if (leaveNone(others)) blamed = others;
  }
  return blamed;
}
