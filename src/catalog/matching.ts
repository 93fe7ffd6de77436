import { EVERYTHING } from '../domain/view.js';
import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import type { ImageFilters } from './image-query.js';
import { keyOf } from './index-key.js';
import type { Matches } from './match-sets.js';
import type { VisibleImages } from './visible-images.js';

/**
 * Finds the images that fulfil all filters: each is answered by an index with a set of its own, which costs a step
 * for each 32 images, or what the index says. There is a filter, or a restriction to what is visible.
 *
 * @returns the visible images themselves, if nothing is asked; not to be changed
 */
function matching(indexes: CatalogIndexes, filters: ImageFilters, visible: Bitset | undefined): Bitset {
  const sets = [
    ...setsByKey(indexes, filters),
    ...setsByRange(indexes, filters),
    ...setsByText(indexes, filters),
    // at the end, because the first one is changed
    ...(visible ? [visible] : []),
  ];
  return sets.reduce((found, set) => {
    found.intersect(set);
    return found;
  });
}

/**
 * The visible images that fulfil all filters, as they were found last or are found now.
 *
 * @returns `undefined` where that is every image, because nothing is asked and nothing is hidden
 */
export function matchesOf(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  filters: ImageFilters,
): Matches | undefined {
  if (!visible && asksNothing(filters)) return undefined;
  const find = (): Bitset => matching(indexes, filters, visible?.positions);
  return indexes.matchSets.of(visible?.key ?? EVERYTHING.key, filters, find);
}

/** Whether all images fulfil these filters, because they ask for nothing. */
function asksNothing(filters: ImageFilters): boolean {
  const { ids, names, nameContains, words, anyOf, tags, properties, ranges } = filters;
  const isSingleAsked = ids ?? names ?? nameContains ?? filters.protected;
  const several = words.length + anyOf.size + tags.length + properties.length + ranges.length;
  return isSingleAsked === undefined && several === 0;
}

function setsByKey({ keys }: CatalogIndexes, filters: ImageFilters): Bitset[] {
  const { ids, names, anyOf, tags, properties } = filters;
  const sets: Bitset[] = [];
  if (ids) sets.push(keys.withAny(ids.map(keyOf.id)));
  if (names) sets.push(keys.withAny(names.map(keyOf.name)));
  for (const [field, values] of anyOf)
    sets.push(keys.withAny(values.map((value) => keyOf.value(field, value))));
  for (const tag of tags) sets.push(keys.withAny([keyOf.tag(tag)]));
  for (const property of properties) sets.push(keys.withAny([keyOf.property(property)]));
  if (filters.protected !== undefined) sets.push(keys.withAny([keyOf.protected(filters.protected)]));
  return sets;
}

function setsByRange(indexes: CatalogIndexes, { ranges }: ImageFilters): Bitset[] {
  return ranges.map(({ field, min, max }) => indexes.range(field).within(min, max));
}

function setsByText(indexes: CatalogIndexes, { nameContains, words }: ImageFilters): Bitset[] {
  const sets = words.map((word) => indexes.words.containing(word));
  return nameContains === undefined ? sets : [...sets, indexes.names.containing(nameContains)];
}
