import { IMAGE_FIELDS, isImageId, type Image, type ImageField } from '../domain/image.js';

/** Raised whenever what is stored changes its form; another format is not read. */
export const STORED_FORMAT = 1;

/** A catalogue as it is stored. */
export interface StoredCatalog {
  readonly format: typeof STORED_FORMAT;
  /** Wall clock, milliseconds since 1970, as are all times here. */
  readonly confirmedAt: number;
  readonly changedAt: number;
  readonly skipped: number;
  readonly images: readonly Image[];
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const textOrNull: Check = (value) => value === null || text(value);
const timeOrNull: Check = (value) =>
  value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const record = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CHECKS: Readonly<Record<ImageField, Check>> = {
  id: (value) => typeof value === 'string' && isImageId(value),
  source: text,
  name: textOrNull,
  family: textOrNull,
  status: text,
  visibility: text,
  protected: (value) => typeof value === 'boolean',
  diskFormat: textOrNull,
  containerFormat: textOrNull,
  sizeBytes: (value) => value === null || count(value),
  sizeText: textOrNull,
  minDiskBytes: count,
  minDiskText: text,
  minRamBytes: count,
  minRamText: text,
  osType: textOrNull,
  osDistro: textOrNull,
  osVersion: textOrNull,
  architecture: textOrNull,
  loginUsername: textOrNull,
  description: textOrNull,
  releaseDate: textOrNull,
  tags: (value) => Array.isArray(value) && value.every(text),
  checksum: textOrNull,
  createdAt: timeOrNull,
  updatedAt: timeOrNull,
  properties: (value) => record(value) && Object.values(value).every(text),
};

/**
 * Reads what a store gave back, with the mistrust that an upstream's answer gets.
 *
 * @returns `undefined` for anything that this version would not have stored; nothing of it is used then
 */
export function decodeStoredCatalog(value: unknown): StoredCatalog | undefined {
  if (!record(value) || value['format'] !== STORED_FORMAT) return undefined;
  const { confirmedAt, changedAt, skipped, images } = value;
  if (typeof confirmedAt !== 'number' || typeof changedAt !== 'number' || typeof skipped !== 'number')
    return undefined;
  if (![confirmedAt, changedAt, skipped].every(count) || !Array.isArray(images) || !images.every(isImage)) {
    return undefined;
  }
  return { format: STORED_FORMAT, confirmedAt, changedAt, skipped, images };
}

function isImage(value: unknown): value is Image {
  return (
    record(value) &&
    Object.keys(value).length === IMAGE_FIELDS.length &&
    IMAGE_FIELDS.every((field) => Object.hasOwn(value, field) && CHECKS[field](value[field]))
  );
}
