import { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageFilters } from './image-query.js';

/**
 * Finds the images that fulfil all filters.
 *
 * Lookups come first, because they cost what they find; ranges and texts then look only at what is left.
 */
export function matching(snapshot: CatalogSnapshot, filters: ImageFilters): Bitset {
  const found = Bitset.full(snapshot.images.length);
  for (const set of lookups(snapshot, filters)) found.intersect(set);
  if (filters.protected !== undefined) {
    found.keepIf((at) => snapshot.images[at]!.protected === filters.protected);
  }
  for (const { field, min, max } of filters.ranges) {
    const values = snapshot.rangeValues(field);
    // NaN stands for an unknown value and fails both comparisons
    found.keepIf((at) => values[at]! >= min && values[at]! <= max);
  }
  matchTexts(snapshot, filters, found);
  return found;
}

function* lookups(snapshot: CatalogSnapshot, filters: ImageFilters): Generator<Bitset> {
  const { ids, names } = filters;
  if (ids) yield snapshot.withAnyId(ids);
  if (names) yield snapshot.withAnyName(names);
  for (const [field, values] of filters.anyOf) yield snapshot.postings.withAnyValue(field, values);
  for (const tag of filters.tags) yield snapshot.postings.withTag(tag);
  for (const property of filters.properties) yield snapshot.postings.withProperty(property);
}

function matchTexts(snapshot: CatalogSnapshot, { nameContains, words }: ImageFilters, found: Bitset): void {
  if (nameContains !== undefined) found.keepIf((at) => snapshot.foldedNames[at]!.includes(nameContains));
  for (const word of words) found.keepIf((at) => snapshot.searchTexts[at]!.includes(word));
}
