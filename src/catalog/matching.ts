import { Bitset } from './bitset.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { ImageFilters } from './image-query.js';
import { keyOf } from './index-key.js';
import type { TextLookup } from './lookup/text-lookup.js';

/**
 * Finds the images that fulfil all filters: each is answered by an index with a set of its own, which costs a step
 * for each 32 images, or what the index says.
 *
 * @returns `undefined` where nothing is asked, so that all images match
 */
export function matching(snapshot: CatalogSnapshot, filters: ImageFilters): Bitset | undefined {
  let found: Bitset | undefined;
  for (const set of conditions(snapshot, filters)) {
    if (found) found.intersect(set);
    else found = set;
  }
  return found;
}

function* conditions(snapshot: CatalogSnapshot, filters: ImageFilters): Generator<Bitset> {
  const { keys } = snapshot;
  const { ids, names, anyOf, tags, properties, ranges, nameContains, words } = filters;
  if (ids) yield keys.withAny(ids.map(keyOf.id));
  if (names) yield keys.withAny(names.map(keyOf.name));
  for (const [field, values] of anyOf) yield keys.withAny(values.map((value) => keyOf.value(field, value)));
  for (const tag of tags) yield keys.withAny([keyOf.tag(tag)]);
  for (const property of properties) yield keys.withAny([keyOf.property(property)]);
  if (filters.protected !== undefined) yield keys.withAny([keyOf.protected(filters.protected)]);
  for (const { field, min, max } of ranges) yield snapshot.range(field).within(min, max);
  if (nameContains) yield withPart(snapshot, nameContains, [snapshot.names]);
  for (const word of words) if (word) yield withPart(snapshot, word, [snapshot.names, snapshot.texts]);
}

function withPart({ count }: CatalogSnapshot, part: string, texts: readonly TextLookup[]): Bitset {
  const found = Bitset.empty(count);
  const bytes = Buffer.from(part);
  for (const text of texts) text.addContaining(found, bytes);
  return found;
}
