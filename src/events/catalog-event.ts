import { matchesFilters } from '../catalog/image-match.js';
import type { ImageFilters } from '../catalog/image-query.js';
import type { Image } from '../domain/image.js';
import type { View } from '../domain/view.js';
import type { ChangedImages } from '../history/change-history.js';

/** How many images came, went, and are not as they were. */
export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What an event says. */
export interface CatalogEvent extends ChangeCounts {
  readonly version: string;
  /** The version that the caller was told of before; `null` where what changed since then is not known. */
  readonly previous: string | null;
}

/** Counts changes as somebody sees them who sees so much, among the images that fulfil filters. */
export function countChanges(images: ChangedImages, view: View, filters: ImageFilters): ChangeCounts {
  const counts = { added: 0, removed: 0, changed: 0 };
  const isMeant = (image: Image | undefined): boolean =>
    image !== undefined && view.shows(image) && matchesFilters(image, filters);
  for (const { before, after } of images) {
    const [was, is] = [isMeant(before), isMeant(after)];
    if (was && is) counts.changed++;
    else if (is) counts.added++;
    else if (was) counts.removed++;
  }
  return counts;
}

/** An event as it is sent (HTML standard, 9.2). */
export function eventText({ version, previous, added, removed, changed }: CatalogEvent): string {
  const data = JSON.stringify({ version, previous, added, removed, changed });
  return `event: catalog\nid: ${version}\ndata: ${data}\n\n`;
}
