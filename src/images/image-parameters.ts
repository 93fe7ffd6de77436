export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;
export const OFFSET_MAX = 10_000;
export const SORT_DEFAULT = '-createdAt';

/** What an element of `sort` is about: `-name` and `name` are both about `name`. */
export function sortSubject(element: string): string {
  return element.startsWith('-') ? element.slice(1) : element;
}
