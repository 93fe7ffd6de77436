export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;
/** Of a value that is free text, such as `osDistro`, in characters. */
export const FREE_VALUE_MAX = 64;
/** Of `nameContains` and `q`, in characters. */
export const SEARCH_MAX = 128;
export const OFFSET_MAX = 10_000;
export const SORT_DEFAULT = '-createdAt';

/** Stands in front of a field of `sort` that is to descend. */
export const SORT_DESCENDING = '-';

export const FACET_LIMIT_DEFAULT = 20;
export const FACET_LIMIT_MAX = 100;
