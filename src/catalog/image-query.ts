import type { Image } from '../domain/image.js';
import type { SortField } from './sort-fields.js';

/** Fields that a query can ask for by value: one image holds one value, or none. */
export const VALUE_FIELDS = [
  'status',
  'visibility',
  'diskFormat',
  'containerFormat',
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'family',
  'source',
] as const satisfies readonly (keyof Image)[];

export type ValueField = (typeof VALUE_FIELDS)[number];

/** Those of them whose values are free text, so that case makes no difference to them. */
export const CASELESS_FIELDS: readonly ValueField[] = [
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'family',
];

/** What images are told to run. */
export const SYSTEM_FIELDS = ['osType', 'osDistro', 'osVersion'] as const satisfies readonly ValueField[];

export type SystemField = (typeof SYSTEM_FIELDS)[number];

/** Fields that a query can bound; times are milliseconds since 1970. */
export const RANGE_FIELDS = [
  'sizeBytes',
  'minDiskBytes',
  'minRamBytes',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Image)[];

export type RangeField = (typeof RANGE_FIELDS)[number];

/** Inclusive bounds; a value that is unknown lies in no range. */
export interface Range {
  readonly field: RangeField;
  readonly min: number;
  readonly max: number;
}

export interface PropertyFilter {
  readonly key: string;
  /** Absent: any value. */
  readonly value?: string;
}

/** What an image must fulfil; all of it. */
export interface ImageFilters {
  /** Any of these ids, in lower case. */
  readonly ids?: readonly string[];
  /** Exactly one of these names. */
  readonly names?: readonly string[];
  /** Folded by `foldText`, at least one character; a literal part of the name. */
  readonly nameContains?: string;
  /** Folded by `foldText`, at least one character each, without blanks; parts of any of the fields searched. */
  readonly words: readonly string[];
  /** For each field any of these values; those of `CASELESS_FIELDS` folded by `foldText`. */
  readonly anyOf: ReadonlyMap<ValueField, readonly string[]>;
  /** All of these tags. */
  readonly tags: readonly string[];
  /** All of these properties. */
  readonly properties: readonly PropertyFilter[];
  readonly protected?: boolean;
  readonly ranges: readonly Range[];
}

export interface SortKey {
  readonly field: SortField;
  readonly descending: boolean;
}

/** Where a page begins: a number of matches to skip, or a place that a cursor remembers. */
export type PageStart =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'after' | 'before'; readonly anchor: Anchor }
  | { readonly kind: 'last' };

/** A place in an order, by the values of an image rather than its position: it outlives the image. */
export interface Anchor {
  /** For each sort key the image's value, as `sortValue` gives it. */
  readonly values: readonly (string | number | null)[];
  readonly id: string;
  readonly source: string;
}

/** A page that is asked for. */
export interface ImageQuery {
  readonly filters: ImageFilters;
  readonly sort: readonly SortKey[];
  readonly start: PageStart;
  /** At least 1. */
  readonly limit: number;
}
