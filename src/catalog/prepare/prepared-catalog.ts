import type { OpenEnumField } from '../../domain/image.js';
import type { RangeField, SystemField } from '../image-query.js';
import type { SortField } from '../sort-fields.js';

/** Bytes in a buffer of their own, which can be moved to another thread. */
export type Bytes = Uint8Array<ArrayBuffer>;
export type Words = Uint32Array<ArrayBuffer>;
export type Positions = Int32Array<ArrayBuffer>;

/** Texts in UTF-8, one behind the other; text `n` ends before `ends[n]`, where the next one begins. */
export interface PackedTexts {
  readonly bytes: Bytes;
  readonly ends: Words;
}

/** All images as one JSON list. */
export interface PreparedJson {
  /** UTF-8: `[`, the images with commas between, `]`. */
  readonly bytes: Bytes;
  /** For each image, for each field in the documented order: where `"field":value` ends. */
  readonly fieldEnds: Words;
}

/**
 * Lists of positions, each ascending. A list as long as a bit set of all images, or longer, is kept as that
 * bit set: it takes no more memory, and is united with another 32 positions at a time.
 */
export interface PreparedPostings {
  /** Where each list begins in `data`, and where the last one ends. */
  readonly starts: Words;
  readonly data: Words;
}

/** Lists of positions by key. Keys ascend as UTF-16 code units do, so that a binary search finds one. */
export interface PreparedKeys {
  readonly keys: PackedTexts;
  readonly postings: PreparedPostings;
}

/** A field to sort by. Equal values share a rank, and ranks ascend from 0; -1 stands for an unknown value. */
export interface PreparedSort {
  /** By position. */
  readonly ranks: Positions;
  /** All positions in either direction: ties by position, unknown values last. */
  readonly ascending: Positions;
  readonly descending: Positions;
  /** By rank: one of its equal values, the same on every replica. */
  readonly values: Float64Array<ArrayBuffer> | PackedTexts;
}

/** The known numbers of a field, ascending, with the positions that hold them. */
export interface PreparedRange {
  readonly values: Float64Array<ArrayBuffer>;
  readonly positions: Positions;
  /** Every how many values there is a set in `prefixes`. */
  readonly step: number;
  /** Bit sets, one behind the other: set `n` has the first `n * step` positions. */
  readonly prefixes: Words;
}

/** Folded texts, each once, to be searched for parts. */
export interface PreparedTexts {
  /** UTF-8 with a byte 0xFF, which no text holds, before, between and behind the texts. */
  readonly bytes: Bytes;
  /** Where each text begins, and at the end where one more would. */
  readonly starts: Words;
  /** Who holds each text. */
  readonly postings: PreparedPostings;
  /** Every three bytes that follow one another in a text, as one number; ascending. */
  readonly trigrams: Words;
  /** Where each trigram's `occurrences` begin, and where the last one's end. */
  readonly trigramStarts: Words;
  /** Where in `bytes` each trigram stands; ascending for each. */
  readonly occurrences: Words;
  /** Every one or two bytes that can be a word of its own; see `shortGram`; ascending. */
  readonly shortGrams: Words;
  /** Who holds each of them. */
  readonly shortPostings: PreparedPostings;
}

/** Images that can be stored and handed on, but not asked. */
export interface PreparedList {
  /** 16 hex digits: a hash of all images, so that equal content has equal versions on every replica. */
  readonly version: string;
  readonly count: number;
  readonly json: PreparedJson;
}

/**
 * A catalogue with all its indexes as plain arrays of numbers: made by `prepareCatalog` in whatever thread,
 * handed over to another one without being copied, and read there through the views of `lookup/`.
 *
 * An image's position is its place in the order of id, then source; every index speaks in positions.
 */
export interface PreparedCatalog extends PreparedList {
  /** Each image as a line of CSV. */
  readonly csv: PackedTexts;
  /** By position: `idHead` of the id. */
  readonly idHeads: Words;
  /** The sources that occur, and for each image which of them is its own. */
  readonly sources: readonly string[];
  readonly sourceOf: Words;
  /** The values of open enumerations that occur, sorted. */
  readonly held: Readonly<Record<OpenEnumField, readonly string[]>>;
  readonly keys: PreparedKeys;
  /** By position: a number for each different value of a field, 0 where there is none. */
  readonly numbers: Readonly<Record<SystemField, Words>>;
  readonly sorts: Readonly<Record<SortField, PreparedSort>>;
  readonly ranges: Readonly<Record<RangeField, PreparedRange>>;
  /** The names as they are, folded. */
  readonly names: PreparedTexts;
  /** The words of all texts that `q` searches, folded. */
  readonly words: PreparedTexts;
}
