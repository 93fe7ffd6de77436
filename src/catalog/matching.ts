import type { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageFilters } from './image-query.js';
import { keyOf } from './index-key.js';

/**
 * Finds the images that fulfil all filters, of which there is at least one: each is answered by an index with a
 * set of its own, which costs a step for each 32 images, or what the index says.
 */
export function matching(snapshot: CatalogSnapshot, filters: ImageFilters): Bitset {
  const sets = [
    ...setsByKey(snapshot, filters),
    ...setsByRange(snapshot, filters),
    ...setsByText(snapshot, filters),
  ];
  return sets.reduce((found, set) => {
    found.intersect(set);
    return found;
  });
}

/** Whether all images fulfil these filters, because they ask for nothing. */
export function asksNothing(filters: ImageFilters): boolean {
  const { ids, names, nameContains, words, anyOf, tags, properties, ranges } = filters;
  const isSingleAsked = ids ?? names ?? nameContains ?? filters.protected;
  const several = words.length + anyOf.size + tags.length + properties.length + ranges.length;
  return isSingleAsked === undefined && several === 0;
}

function setsByKey({ keys }: CatalogSnapshot, filters: ImageFilters): Bitset[] {
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

function setsByRange(snapshot: CatalogSnapshot, { ranges }: ImageFilters): Bitset[] {
  return ranges.map(({ field, min, max }) => snapshot.range(field).within(min, max));
}

function setsByText(snapshot: CatalogSnapshot, { nameContains, words }: ImageFilters): Bitset[] {
  const sets = words.map((word) => snapshot.words.containing(word));
  return nameContains === undefined ? sets : [...sets, snapshot.names.containing(nameContains)];
}
