import type { SortKey } from '../catalog/image-query.js';

const newer = (field: SortKey['field']): SortKey => ({ field, descending: true });

/** Which of two images is the newer one: the first of these orders in which they differ. */
export const NEWEST = {
  created: [newer('createdAt')],
  version: [newer('osVersion'), newer('releaseDate'), newer('createdAt')],
} as const satisfies Readonly<Record<string, readonly SortKey[]>>;

export type NewestBy = keyof typeof NEWEST;

export const NEWEST_DEFAULT: NewestBy = 'created';
