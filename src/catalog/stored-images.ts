import { IMAGE_FIELDS, isImageId, type Image, type ImageField } from '../domain/image.js';
import { elementsOf } from '../json/json-pieces.js';

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
 * Reads images that were stored, with the mistrust that an upstream's answer gets.
 *
 * @param json a list in UTF-8
 * @returns `undefined` for anything that this version would not have stored; nothing of it is used then
 */
export function decodeStoredImages(json: Uint8Array): readonly Image[] | undefined {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const images = new Map<string, Image>();
  try {
    for (const value of elementsOf(bytes)) {
      if (!isImage(value)) return undefined;
      const key = `${value.source} ${value.id}`;
      if (images.has(key)) return undefined;
      images.set(key, value);
    }
  } catch {
    return undefined;
  }
  return [...images.values()];
}

function isImage(value: unknown): value is Image {
  return (
    record(value) &&
    Object.keys(value).length === IMAGE_FIELDS.length &&
    IMAGE_FIELDS.every((field) => Object.hasOwn(value, field) && CHECKS[field](value[field]))
  );
}
