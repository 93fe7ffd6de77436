import type { ImageFilters } from '../catalog/image-query.js';
import type { View } from '../domain/view.js';
import type { ChangedImages } from '../history/change-history.js';
import { countChanges, type ChangeCounts } from './catalog-event.js';

/** Counts each change once for all who see the same and ask for the same. */
export class ChangeCounter {
  private readonly counted = new WeakMap<ChangedImages, Map<string, ChangeCounts>>();

  /** @param question the filters in their canonical form */
  count(images: ChangedImages, view: View, filters: ImageFilters, question: string): ChangeCounts {
    const known = this.counted.get(images) ?? new Map<string, ChangeCounts>();
    this.counted.set(images, known);
    const key = `${view.key}\n${question}`;
    const counts = known.get(key) ?? countChanges(images, view, filters);
    known.set(key, counts);
    return counts;
  }
}
