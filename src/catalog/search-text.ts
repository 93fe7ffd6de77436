import type { Image } from '../domain/image.js';
import { foldText } from './fold-text.js';

/** The fields in which `q` looks for its words. */
const SEARCHED = [
  'name',
  'id',
  'description',
  'osDistro',
  'osVersion',
  'family',
] as const satisfies readonly (keyof Image)[];

/**
 * Everything of an image that `q` searches, folded, in one text.
 *
 * The fields stand on lines of their own; a word holds no line break, so that it is never found across two.
 */
export function searchText(image: Image): string {
  return foldText(SEARCHED.map((field) => image[field] ?? '').join('\n'));
}
