import type { Image } from '../domain/image.js';
import { foldText } from './fold-text.js';
import { CASELESS_FIELDS, type ImageFilters, type Range, type ValueField } from './image-query.js';

/** The fields in which `q` looks for its words, as `prepareCatalog` has them. */
const SEARCHED = ['name', 'id', 'description', 'osDistro', 'osVersion', 'family'] as const;

/**
 * Whether an image fulfils filters, by looking at it: for the few images that are in no catalogue any more, or not alone
 * in one. A catalogue answers the same from its indexes (`matching`).
 */
export function matchesFilters(image: Image, filters: ImageFilters): boolean {
  const { ids, names, nameContains, words, anyOf, tags, properties, ranges } = filters;
  return (
    (!ids || ids.includes(image.id.toLowerCase())) &&
    (!names || (image.name !== null && names.includes(image.name))) &&
    (nameContains === undefined || foldText(image.name ?? '').includes(nameContains)) &&
    (filters.protected === undefined || filters.protected === image.protected) &&
    [...anyOf].every(([field, values]) => hasOneOf(image, field, values)) &&
    tags.every((tag) => image.tags.includes(tag)) &&
    properties.every(({ key, value }) => hasProperty(image, key, value)) &&
    ranges.every((range) => isWithin(image, range)) &&
    hasWords(image, words)
  );
}

function hasOneOf(image: Image, field: ValueField, values: readonly string[]): boolean {
  const value = image[field];
  if (value === null) return false;
  return values.includes(CASELESS_FIELDS.includes(field) ? foldText(value) : value);
}

function hasProperty({ properties }: Image, key: string, value: string | undefined): boolean {
  return Object.hasOwn(properties, key) && (value === undefined || properties[key] === value);
}

function isWithin(image: Image, { field, min, max }: Range): boolean {
  const value = image[field];
  const number = typeof value === 'string' ? Date.parse(value) : value;
  return number !== null && number >= min && number <= max;
}

function hasWords(image: Image, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = SEARCHED.map((field) => foldText(image[field] ?? ''));
  return words.every((word) => texts.some((text) => text.includes(word)));
}
