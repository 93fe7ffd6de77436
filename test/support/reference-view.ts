import fc from 'fast-check';

import type { ServedImage } from './reference-filter.js';

/** What a client may see, as an operator writes it. */
export interface Restriction {
  readonly sources?: readonly string[];
  readonly visibility?: readonly string[];
}

/** The images that such a client may see: the plainest reading of the promise. */
export function shownTo<T extends ServedImage>(images: readonly T[], restriction: Restriction): T[] {
  const { sources, visibility } = restriction;
  return images.filter(
    (image) =>
      (sources === undefined || sources.includes(image.source)) &&
      (visibility === undefined || visibility.includes(image.visibility)),
  );
}

/** Restrictions of images such as `randomImages` makes; some show nothing. */
export function restrictions(): fc.Arbitrary<Restriction> {
  const some = (...values: string[]) => fc.subarray(values, { minLength: 1 });
  return fc.oneof(
    fc.record({ sources: some('KR1', 'one', 'two', 'none') }),
    fc.record({ visibility: some('public', 'private', 'shared', 'community') }),
    fc.record({
      sources: some('KR1', 'one', 'two', 'none'),
      visibility: some('public', 'private', 'shared', 'community'),
    }),
  );
}
