import type { View } from '../domain/view.js';
import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import type { ValueField } from './image-query.js';
import { keyOf } from './index-key.js';

/** The images that a restricted view shows. */
export interface VisibleImages {
  /** Of the view. */
  readonly key: string;
  /** Not to be changed. */
  readonly positions: Bitset;
  readonly count: number;
}

/**
 * Finds what a view shows: for each kind of restriction one lookup, which costs a step for each 32 images.
 *
 * @returns `undefined` for a view that restricts nothing
 */
export function visibleImages(
  { keys }: Pick<CatalogIndexes, 'keys'>,
  { key, sources, visibility }: View,
): VisibleImages | undefined {
  const having = (field: ValueField, values: readonly string[]): Bitset =>
    keys.withAny(values.map((value) => keyOf.value(field, value)));
  const sets = [
    ...(sources ? [having('source', sources)] : []),
    ...(visibility ? [having('visibility', visibility)] : []),
  ];
  const [positions, other] = sets;
  if (!positions) return undefined;
  if (other) positions.intersect(other);
  return { key, positions, count: positions.count() };
}
