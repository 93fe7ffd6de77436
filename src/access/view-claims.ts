import { SOURCES_RESTRICTION, View, VISIBILITY_RESTRICTION, type RestrictionForm } from '../domain/view.js';

/**
 * What the bearer of a token may see, by its claims `sources` and `visibility`: each a list of text, or one text
 * with blanks between its values, as in `scope`. Without a claim there is no such restriction.
 *
 * @param claims of a token that was verified
 * @returns `undefined` where a claim is there and is neither: such a token is to be refused, since whoever issued
 *   it meant to restrict its bearer
 */
export function viewFromClaims(claims: Readonly<Record<string, unknown>>): View | undefined {
  const sources = valuesOf(claims['sources'], SOURCES_RESTRICTION);
  const visibility = valuesOf(claims['visibility'], VISIBILITY_RESTRICTION);
  return sources === undefined || visibility === undefined ? undefined : View.of({ sources, visibility });
}

function valuesOf(claim: unknown, { read }: RestrictionForm): readonly string[] | null | undefined {
  if (claim === undefined) return null;
  return read(typeof claim === 'string' ? claim.split(' ').filter((value) => value !== '') : claim);
}
