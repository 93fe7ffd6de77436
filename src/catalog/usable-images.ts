import { parseInstantMs } from '../domain/instant.js';
import { parseVendorDate } from '../domain/vendor-date.js';
import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import type { ImageFilters } from './image-query.js';
import { keyOf } from './index-key.js';
import { matchesOf } from './matching.js';
import type { VisibleImages } from './visible-images.js';

const ACTIVE = keyOf.value('status', 'active');
/** What all keys of a deprecation date begin with. */
const DEPRECATIONS = keyOf.property({ key: 'deprecate_date', value: '' });
const DAY_MS = 86_400_000;

/**
 * The images that fulfil all filters and can be used: active, and not past a deprecation date. Whoever asks for a
 * status means all images of that status, so that the date plays no part.
 *
 * Nothing here asks for the time: a date has passed as soon as an image that may be seen was created or updated after
 * it. So it is told alike on every replica, and never too early; perhaps a little late.
 *
 * @returns a set of its own
 */
export function usableImages(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  filters: ImageFilters,
): Bitset {
  const usable = allUsable(indexes, visible, filters);
  const matches = matchesOf(indexes, visible, filters);
  if (matches) usable.intersect(matches.found);
  return usable;
}

/** All visible images that can be used, for whoever asks with these filters. */
export function allUsable(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  { anyOf }: Pick<ImageFilters, 'anyOf'>,
): Bitset {
  const usable = indexes.keys.withAny([ACTIVE]);
  if (visible) usable.intersect(visible.positions);
  if (!anyOf.has('status')) dropDeprecated(usable, indexes, visible);
  return usable;
}

function dropDeprecated(usable: Bitset, indexes: CatalogIndexes, visible: VisibleImages | undefined): void {
  const { keys } = indexes;
  const { from, to } = keys.startingWith(DEPRECATIONS);
  let seenMs: number | undefined;
  for (let index = from; index < to; index++) {
    const endMs = endOf(keys.keyAt(index).slice(DEPRECATIONS.length));
    // most catalogues have no date, and then nothing else is asked
    if (endMs === undefined || endMs > (seenMs ??= lastSeenMs(indexes, visible))) continue;
    keys.forEachAt(index, usable, (position) => usable.delete(position));
  }
}

/** When a deprecation date is over: a day at its end in UTC; `undefined` for a text that is no date. */
function endOf(text: string): number | undefined {
  const day = parseVendorDate(text);
  return day === null ? parseInstantMs(text) : Date.parse(day) + DAY_MS;
}

/** The last moment that an image which may be seen tells of; before all others where none does. */
function lastSeenMs({ orders }: CatalogIndexes, visible: VisibleImages | undefined): number {
  const last = (['createdAt', 'updatedAt'] as const).map((field) => {
    const keys = [{ field, descending: true }];
    const newest = orders.order(keys).positions.find((at) => visible?.positions.has(at) ?? true);
    return newest === undefined ? null : orders.anchor(keys, newest).values[0];
  });
  return Math.max(...last.map((value) => (typeof value === 'number' ? value : -Infinity)));
}
