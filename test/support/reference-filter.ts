/** An image as answers show it: the fields that a query can be about. */
export interface ServedImage {
  readonly id: string;
  readonly source: string;
  readonly name: string | null;
  readonly family: string | null;
  readonly status: string;
  readonly visibility: string;
  readonly protected: boolean;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly sizeBytes: number | null;
  readonly minDiskBytes: number;
  readonly minRamBytes: number;
  readonly osType: string | null;
  readonly osDistro: string | null;
  readonly osVersion: string | null;
  readonly architecture: string | null;
  readonly description: string | null;
  readonly releaseDate: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly properties: Readonly<Record<string, string>>;
}

/** A query, decoded, in any order. */
export type QueryParameters = readonly (readonly [name: string, value: string])[];

type TextField = {
  [F in keyof ServedImage]: ServedImage[F] extends string | null ? F : never;
}[keyof ServedImage];
type Holds = (image: ServedImage, value: string) => boolean;

const exactly =
  (field: TextField): Holds =>
  (image, value) =>
    image[field] === value;
const inAnyCase =
  (field: TextField): Holds =>
  (image, value) =>
    fold(image[field] ?? '') === fold(value);

/** Of these, any value of a repeated one is enough. */
const ANY_OF: Readonly<Record<string, Holds>> = {
  id: inAnyCase('id'),
  name: exactly('name'),
  status: exactly('status'),
  visibility: exactly('visibility'),
  diskFormat: exactly('diskFormat'),
  containerFormat: exactly('containerFormat'),
  source: exactly('source'),
  osType: inAnyCase('osType'),
  osDistro: inAnyCase('osDistro'),
  osVersion: inAnyCase('osVersion'),
  architecture: inAnyCase('architecture'),
  family: inAnyCase('family'),
};

/** Of these, every value must hold. */
const ALL_OF: Readonly<Record<string, Holds>> = {
  nameContains: ({ name }, text) => fold(name ?? '').includes(fold(text)),
  q: (image, words) =>
    fold(words)
      .trim()
      .split(/\s+/)
      .every((word) => occurs(image, word)),
  tag: ({ tags }, tag) => tags.includes(tag),
  property: ({ properties }, text) => {
    const [, key = '', value] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
    return Object.hasOwn(properties, key) && (value === undefined || properties[key] === value);
  },
  protected: (image, value) => String(image.protected) === value,
  sizeMin: ({ sizeBytes }, size) => sizeBytes !== null && beyond(sizeBytes, size) >= 0,
  sizeMax: ({ sizeBytes }, size) => sizeBytes !== null && beyond(sizeBytes, size) <= 0,
  fitsDisk: ({ minDiskBytes }, size) => beyond(minDiskBytes, size) <= 0,
  fitsRam: ({ minRamBytes }, size) => beyond(minRamBytes, size) <= 0,
  createdSince: ({ createdAt }, since) => createdAt !== null && nanoseconds(createdAt) >= nanoseconds(since),
  createdBefore: ({ createdAt }, before) =>
    createdAt !== null && nanoseconds(createdAt) < nanoseconds(before),
  updatedSince: ({ updatedAt }, since) => updatedAt !== null && nanoseconds(updatedAt) >= nanoseconds(since),
  updatedBefore: ({ updatedAt }, before) =>
    updatedAt !== null && nanoseconds(updatedAt) < nanoseconds(before),
};

/**
 * What `GET /v1/images` must answer to a valid query without a cursor: the slowest and plainest reading of the
 * promise, which shares nothing with the service but the images.
 */
export function referencePage(
  images: readonly ServedImage[],
  query: QueryParameters,
): {
  readonly ids: readonly string[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
} {
  const one = (name: string, otherwise: string) => query.find(([known]) => known === name)?.[1] ?? otherwise;
  const found = referenceMatches(images, query);
  const keys = one('sort', '-createdAt').split(',');
  const [limit, offset] = [Number(one('limit', '50')), Number(one('offset', '0'))];
  const sorted = referenceOrder(found, keys);
  return {
    ids: sorted.slice(offset, offset + limit).map(({ id }) => id),
    total: found.length,
    limit,
    offset,
  };
}

/** The images that fulfil every filter of a valid query, in the order that they are given in. */
export function referenceMatches<T extends ServedImage>(images: readonly T[], query: QueryParameters): T[] {
  const valuesOf = (name: string) => query.filter(([known]) => known === name).map(([, value]) => value);
  const anyOf = Object.entries(ANY_OF).filter(([name]) => valuesOf(name).length > 0);
  return images.filter(
    (image) =>
      anyOf.every(([name, holds]) => valuesOf(name).some((value) => holds(image, value))) &&
      query.every(([name, value]) => ALL_OF[name]?.(image, value) ?? true),
  );
}

/** Images in the order of these keys, `-` in front for descending: unknown values last, ties by id and source. */
export function referenceOrder<T extends ServedImage>(images: readonly T[], keys: readonly string[]): T[] {
  return images.toSorted((a, b) => inOrder(a, b, keys));
}

/** Character by character, so that no letter's lower case depends on its neighbours. */
export function fold(text: string): string {
  const lower = [...text.normalize('NFC')].map((character) => character.toLowerCase());
  return lower.join('').normalize('NFC').replaceAll('ς', 'σ');
}

function occurs({ name, id, description, osDistro, osVersion, family }: ServedImage, word: string): boolean {
  return [name, id, description, osDistro, osVersion, family].some((text) => fold(text ?? '').includes(word));
}

const UNITS = new Map([
  ['', 1n],
  ['B', 1n],
  ['kB', 10n ** 3n],
  ['MB', 10n ** 6n],
  ['GB', 10n ** 9n],
  ['TB', 10n ** 12n],
  ['KiB', 2n ** 10n],
  ['MiB', 2n ** 20n],
  ['GiB', 2n ** 30n],
  ['TiB', 2n ** 40n],
]);

/** Above, below or equal to 0 as the bytes are more, fewer or as many as the text says, to the last digit. */
function beyond(bytes: number, size: string): number {
  const [, whole = '', fraction = '', unit = ''] = /^(\d+)\.?(\d*)(\D*)$/.exec(size) ?? [];
  const asked = BigInt(whole + fraction) * (UNITS.get(unit) ?? -1n);
  const had = BigInt(bytes) * 10n ** BigInt(fraction.length);
  return had > asked ? 1 : had < asked ? -1 : 0;
}

/** Since 1970, of an RFC 3339 date-time or of a date's midnight in UTC. */
function nanoseconds(text: string): bigint {
  const [, second = '', fraction = '', zone = ''] = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?(.*)$/i.exec(text) ?? [];
  const milliseconds = Date.parse((second ? second + zone : text).toUpperCase());
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Without case and accents, numbers by their value: `v9.10` after `v9.9`. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function inOrder(a: ServedImage, b: ServedImage, keys: readonly string[]): number {
  for (const key of keys) {
    const compared = byField(a, b, key.replace('-', ''), key.startsWith('-') ? -1 : 1);
    if (compared !== 0) return compared;
  }
  return byUnits(a.id, b.id) || byUnits(a.source, b.source);
}

/** Blanks around a text play no part in its order. */
function byField(a: ServedImage, b: ServedImage, field: string, direction: number): number {
  // the caller's query is valid, so that this is a field to sort by
  const [x, y] = [a[field as 'name' | 'sizeBytes'], b[field as 'name' | 'sizeBytes']];
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  if (typeof x === 'number' && typeof y === 'number') return direction * (x - y);
  return direction * collator.compare(String(x).trim(), String(y).trim());
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
