import { IMAGE_FIELDS, isImageId, type Image, type ImageField } from '../domain/image.js';
import { elementsOf } from '../json/json-pieces.js';
import { UpstreamError } from '../upstream/upstream.errors.js';

/** What images have to be, besides images, to be taken from a store. */
export interface StoredImageRules {
  /** The configured ids of the upstreams that list such images. */
  readonly sources: readonly string[];
  /** Whether callers may see the property of this key. */
  readonly publishes: (key: string) => boolean;
  readonly maxImages: number;
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
 * Reads images that were stored, with the mistrust that an upstream's answer gets.
 *
 * @param json a list in UTF-8
 * @throws UpstreamError `UPSTREAM_INVALID` for anything that this version, with these settings, would not have stored;
 *   nothing of it is to be used then
 */
export function decodeStoredImages(json: Uint8Array, rules: StoredImageRules): readonly Image[] {
  return [...readStoredImages(json, rules)];
}

/**
 * Reads them one by one, without keeping them all.
 *
 * @throws UpstreamError as above, while reading
 */
export function* readStoredImages(json: Uint8Array, rules: StoredImageRules): Iterable<Image> {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const ids = new Set<string>();
  for (const value of readable(elementsOf(bytes))) {
    if (!isImage(value)) throw unexpected();
    // a blank is in no id
    const place = `${value.id} ${value.source}`;
    if (ids.has(place)) throw unexpected();
    checkRules(value, rules);
    ids.add(place);
    if (ids.size > rules.maxImages)
      throw refused(`it has more images than UPSTREAM_MAX_IMAGES allows (${rules.maxImages})`);
    yield value;
  }
}

function isImage(value: unknown): value is Image {
  return (
    record(value) &&
    Object.keys(value).length === IMAGE_FIELDS.length &&
    IMAGE_FIELDS.every((field) => Object.hasOwn(value, field) && CHECKS[field](value[field]))
  );
}

function checkRules(image: Image, { sources, publishes }: StoredImageRules): void {
  if (!sources.includes(image.source)) throw refused('an image is of another source than UPSTREAM_SOURCE_ID');
  if (!Object.keys(image.properties).every(publishes))
    throw refused('an image has a property that PROPERTIES_ALLOW hides');
}

function* readable(elements: Iterable<unknown>): Iterable<unknown> {
  try {
    yield* elements;
  } catch {
    throw unexpected();
  }
}

function unexpected(): UpstreamError {
  return refused('it is not of the expected form');
}

function refused(reason: string): UpstreamError {
  return new UpstreamError('UPSTREAM_INVALID', reason);
}
