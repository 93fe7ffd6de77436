import { foldText } from '../catalog/fold-text.js';
import { IMAGE_FIELDS, type ImageField } from '../domain/image.js';
import { parseSize } from '../domain/size.js';
import { parseDateTimeMs } from '../parameters/date-time.parameter.js';
import { fits } from '../parameters/text-rules.js';
import { wordsOf } from '../parameters/text.parameter.js';
import type { ImageFiltersDto } from './dto/image-filters.dto.js';
import { FREE_VALUE_MAX, SEARCH_MAX, SORT_DEFAULT } from './image-parameters.js';

type FilterName = keyof ImageFiltersDto;

/** Values of filters in one form, in the order of the documentation. */
export type CanonicalFilters = ReadonlyMap<FilterName, readonly string[]>;

type Canonical = (values: readonly string[]) => readonly string[];

const asSet: Canonical = (values) => (values.length > 1 ? [...new Set(values)].sort() : values);
const foldedSet: Canonical = (values) => asSet(values.map((value) => foldedWithin(value, FREE_VALUE_MAX)));
const folded: Canonical = (values) => values.map((value) => foldedWithin(value, SEARCH_MAX));
const words: Canonical = ([text = '']) => {
  const foldedWords = wordSet(foldText(text));
  return [fits(foldedWords, SEARCH_MAX) ? foldedWords : wordSet(text)];
};

/** A few letters grow when they are folded; a text that would then be too long for its parameter stays as it is. */
function foldedWithin(text: string, max: number): string {
  const foldedText = foldText(text);
  return fits(foldedText, max) ? foldedText : text;
}

function wordSet(text: string): string {
  return asSet(wordsOf(text)).join(' ');
}

const moment: Canonical = ([text = '']) => [new Date(parseDateTimeMs(text) ?? NaN).toISOString()];
const asIs: Canonical = (values) => values;
// sizes are whole numbers, so that rounding a bound towards its inside changes no answer
const sizeUp: Canonical = ([text = '']) => [String(Math.ceil(parseSize(text) ?? NaN))];
const sizeDown: Canonical = ([text = '']) => [String(Math.floor(parseSize(text) ?? NaN))];

const FILTERS: Readonly<Record<FilterName, Canonical>> = {
  id: (values) => asSet(values.map((id) => id.toLowerCase())),
  name: asSet,
  nameContains: folded,
  q: words,
  status: asSet,
  visibility: asSet,
  diskFormat: asSet,
  containerFormat: asSet,
  osType: foldedSet,
  osDistro: foldedSet,
  osVersion: foldedSet,
  architecture: foldedSet,
  family: foldedSet,
  tag: asSet,
  property: asSet,
  protected: asIs,
  sizeMin: sizeUp,
  sizeMax: sizeDown,
  fitsDisk: sizeDown,
  fitsRam: sizeDown,
  createdSince: moment,
  createdBefore: moment,
  updatedSince: moment,
  updatedBefore: moment,
  source: asSet,
};

// the keys of FILTERS are the names, by its type
const NAMES = Object.keys(FILTERS) as FilterName[];

/**
 * Brings valid filters to the one form that all spellings of the same question share: `20GiB` and its bytes,
 * any order of repeated values, any case where case makes no difference.
 */
export function canonicalFilters(query: ImageFiltersDto): CanonicalFilters {
  const canonical = new Map<FilterName, readonly string[]>();
  for (const name of NAMES) {
    const values = query[name];
    if (values) canonical.set(name, FILTERS[name](values));
  }
  return canonical;
}

/** The fields that a list names, in the documented order, with `id`; `undefined` when that is all of them. */
export function canonicalFields(list: string | undefined): readonly ImageField[] | undefined {
  if (list === undefined) return undefined;
  const named = new Set(['id', ...list.split(',')]);
  const fields = IMAGE_FIELDS.filter((field) => named.has(field));
  return fields.length === IMAGE_FIELDS.length ? undefined : fields;
}

/** The filters without secrets, which a caller may have sent; the same ones where there are none in them. */
export function maskedFilters(filters: CanonicalFilters, mask: (text: string) => string): CanonicalFilters {
  const all = [...filters.values()].flat().join('\n');
  if (mask(all) === all) return filters;
  return new Map([...filters].map(([name, values]) => [name, values.map(mask)]));
}

/** Parameters as the text of a query, `undefined` ones left out. */
export function queryText(
  parameters: Iterable<readonly [string, readonly string[] | string | undefined]>,
): string {
  const pairs: string[] = [];
  for (const [name, values = []] of parameters) {
    if (typeof values === 'string') pairs.push(`${name}=${encode(values)}`);
    else for (const value of values) pairs.push(`${name}=${encode(value)}`);
  }
  return pairs.join('&');
}

/**
 * What makes two queries pages of one listing, as the text of a query: filters and sort, the default sort left
 * out.
 */
export function listingText(filters: CanonicalFilters, sort: string | undefined): string {
  const ofFilters = queryText(filters);
  if (sort === undefined || sort === SORT_DEFAULT) return ofFilters;
  return `${ofFilters}${ofFilters && '&'}${queryText([['sort', sort]])}`;
}

/** Whether a parameter of this name is part of `listingText`. */
export function makesListing(name: string): boolean {
  return name === 'sort' || Object.hasOwn(FILTERS, name);
}

/** What stands for itself in our queries, without an escape. */
const PLAIN = /^[\w.~,:-]*$/;

/** Commas and colons need no escape in a query, and read better. */
function encode(value: string): string {
  if (PLAIN.test(value)) return value;
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':');
}
