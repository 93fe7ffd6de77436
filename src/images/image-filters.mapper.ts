import {
  CASELESS_FIELDS,
  VALUE_FIELDS,
  type ImageFilters,
  type PropertyFilter,
  type Range,
  type RangeField,
  type SortKey,
  type ValueField,
} from '../catalog/image-query.js';
import { foldText } from '../catalog/fold-text.js';
import type { SortField } from '../catalog/sort-fields.js';
import type { CanonicalFilters } from './canonical-query.js';
import { withoutPrefix } from '../parameters/list.parameter.js';
import { SORT_DEFAULT, SORT_DESCENDING } from './image-parameters.js';

/** Translates valid filters into what the catalogue understands. */
export function toImageFilters(canonical: CanonicalFilters): ImageFilters {
  const one = (name: Parameters<CanonicalFilters['get']>[0]): string | undefined => canonical.get(name)?.[0];
  const [ids, names, nameContains] = [canonical.get('id'), canonical.get('name'), one('nameContains')];
  const isProtected = one('protected');
  return {
    ...(ids && { ids }),
    ...(names && { names }),
    ...(nameContains !== undefined && { nameContains: foldText(nameContains) }),
    ...(isProtected !== undefined && { protected: isProtected === 'true' }),
    words: one('q')?.split(' ').map(foldText) ?? [],
    anyOf: valueFilters(canonical),
    tags: canonical.get('tag') ?? [],
    properties: (canonical.get('property') ?? []).map(toPropertyFilter),
    ranges: [
      ...range('sizeBytes', one('sizeMin'), one('sizeMax')),
      ...range('minDiskBytes', undefined, one('fitsDisk')),
      ...range('minRamBytes', undefined, one('fitsRam')),
      ...timeRange('createdAt', one('createdSince'), one('createdBefore')),
      ...timeRange('updatedAt', one('updatedSince'), one('updatedBefore')),
    ],
  };
}

/** Reads a valid `sort`; the default order where there is none. */
export function toSortKeys(sort: string = SORT_DEFAULT): readonly SortKey[] {
  return sort.split(',').map((element) => ({
    // a valid `sort` names nothing else
    field: withoutPrefix(element, SORT_DESCENDING) as SortField,
    descending: element.startsWith(SORT_DESCENDING),
  }));
}

function valueFilters(canonical: CanonicalFilters): ReadonlyMap<ValueField, readonly string[]> {
  const anyOf = new Map<ValueField, readonly string[]>();
  for (const field of VALUE_FIELDS) {
    const values = canonical.get(field);
    if (values) anyOf.set(field, CASELESS_FIELDS.includes(field) ? values.map(foldText) : values);
  }
  return anyOf;
}

function toPropertyFilter(text: string): PropertyFilter {
  const colon = text.indexOf(':');
  return colon < 0 ? { key: text } : { key: text.slice(0, colon), value: text.slice(colon + 1) };
}

function range(field: RangeField, min: string | undefined, max: string | undefined): Range[] {
  if (min === undefined && max === undefined) return [];
  return [{ field, min: Number(min ?? 0), max: Number(max ?? Infinity) }];
}

/** Times are whole milliseconds: before a moment means up to one millisecond earlier. */
function timeRange(field: RangeField, since: string | undefined, before: string | undefined): Range[] {
  if (since === undefined && before === undefined) return [];
  return [
    {
      field,
      min: since === undefined ? -Infinity : Date.parse(since),
      max: before === undefined ? Infinity : Date.parse(before) - 1,
    },
  ];
}
