export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;
/** Of `nameContains` and `q`, in characters. */
export const SEARCH_MAX = 128;
export const OFFSET_MAX = 10_000;
export const SORT_DEFAULT = '-createdAt';

/** Stands in front of a field of `sort` that is to descend. */
export const SORT_DESCENDING = '-';
