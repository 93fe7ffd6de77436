import { CASELESS_FIELDS } from '../dist/catalog/image-query.js';
import { numberOf } from './engine-queries.mjs';

const SEARCHED = ['name', 'id', 'description', 'osDistro', 'osVersion', 'family'];
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What one would write first: filter, sort and stringify plain objects for each request. */
export function plainPage(images, { filters, sort, start, limit }, version) {
  const found = images.filter((image) => matches(image, filters));
  found.sort((a, b) => {
    for (const { field, descending } of sort) {
      const compared = compare(a[field], b[field], descending);
      if (compared !== 0) return compared;
    }
    return a.id < b.id ? -1 : 1;
  });
  const items = found.slice(start.offset, start.offset + limit);
  return JSON.stringify({
    items,
    page: { limit, offset: start.offset, returned: items.length, total: found.length },
    catalog: { version },
  });
}

/** Whether an image fulfils these filters. */
export function matches(image, { anyOf, ranges, words, nameContains }) {
  for (const [field, values] of anyOf) {
    const value = image[field];
    if (value === null || !values.includes(CASELESS_FIELDS.includes(field) ? value.toLowerCase() : value))
      return false;
  }
  for (const { field, min, max } of ranges) {
    const value = image[field];
    if (value === null || numberOf(value) < min || numberOf(value) > max) return false;
  }
  if (nameContains !== undefined && !(image.name ?? '').toLowerCase().includes(nameContains)) return false;
  return words.every((word) => SEARCHED.some((field) => image[field]?.toLowerCase().includes(word)));
}

function compare(a, b, descending) {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const compared =
    typeof a === 'number' ? a - b : isTime(a) ? (a < b ? -1 : a > b ? 1 : 0) : natural.compare(a, b);
  return descending ? -compared : compared;
}

/** Times of one form sort as text. */
function isTime(text) {
  return text.length === 24 && text.endsWith('Z');
}
