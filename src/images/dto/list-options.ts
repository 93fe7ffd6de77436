import { SORT_FIELDS } from '../../catalog/sort-fields.js';
import { IMAGE_FIELDS } from '../../domain/image.js';
import { SORT_DEFAULT, SORT_DESCENDING } from '../image-parameters.js';

/** Of every parameter `sort`. */
export const SORT_LIST = {
  known: SORT_FIELDS,
  prefix: SORT_DESCENDING,
  maxLength: 256,
  maxItems: 3,
  schema: { default: SORT_DEFAULT, example: 'osDistro,-createdAt' },
} as const;

/** Of every parameter `fields`. */
export const FIELDS_LIST = {
  known: IMAGE_FIELDS,
  maxLength: 512,
  schema: { example: 'id,name,createdAt' },
} as const;
