import { toUSVString } from 'node:util';
import fc from 'fast-check';
import { IMAGE_FIELDS, isImageId, type Image, type ImageField } from '../../domain/image.js';
import { rawImageId, type MappingRules } from '../normalise/mapped-row.js';
import { mapToastImage } from './toast-image.mapper.js';

const RULES: MappingRules = {
  source: 'default',
  allowsProperty: () => true,
  mask: (text) => text.replaceAll('q', '***'),
};

const anything = fc.anything({
  key: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'toJSON', 'id', 'properties', 'os_type'),
  ),
  maxDepth: 4,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});
/** Nearly right, so that the deeper branches are reached. */
const almost = fc.oneof(
  anything,
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('active', 'True', 1, ' 20.0 ', 'Ubuntu 22.04.5 (2026.03.10) KO', '2026.03.10', -0),
);
const properties = fc.dictionary(
  fc.constantFrom('os_type', 'os_distro', 'os_version', 'os_architecture', 'release_date', '__proto__', 'b'),
  almost,
);
const identified = fc.record(
  {
    id: fc.oneof({ weight: 4, arbitrary: fc.uuid() }, { weight: 1, arbitrary: almost }),
    name: almost,
    status: almost,
    diskFormat: almost,
    isPublic: almost,
    protected: almost,
    minDisk: almost,
    minRam: almost,
    size: almost,
    createdAt: almost,
    updatedAt: almost,
    properties: fc.oneof(properties, almost),
    ['__proto__']: anything,
  },
  { requiredKeys: ['id'], noNullPrototype: false },
);

const isText = (value: unknown): boolean => typeof value === 'string' && toUSVString(value) === value;
const isBytes = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const orNull =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || check(value);
const matching =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value);
const textOrNull = orNull((value) => isText(value) && value !== '');
const timeOrNull = orNull(matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));

const RIGHT: Record<ImageField, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string' && isImageId(value),
  source: (value) => value === RULES.source,
  name: textOrNull,
  family: orNull(matching(/^[^\s]+$/u)),
  status: (value) => isText(value) && value !== '',
  visibility: matching(/^(public|private)$/),
  protected: (value) => typeof value === 'boolean',
  diskFormat: textOrNull,
  containerFormat: (value) => value === null,
  sizeBytes: orNull(isBytes),
  sizeText: textOrNull,
  minDiskBytes: isBytes,
  minDiskText: isText,
  minRamBytes: isBytes,
  minRamText: isText,
  osType: textOrNull,
  osDistro: textOrNull,
  osVersion: textOrNull,
  architecture: textOrNull,
  loginUsername: textOrNull,
  description: textOrNull,
  releaseDate: orNull(matching(/^\d{4}-\d\d-\d\d$/)),
  tags: (value) => Array.isArray(value) && value.length === 0,
  checksum: (value) => value === null,
  createdAt: timeOrNull,
  updatedAt: timeOrNull,
  properties: (value) =>
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.entries(value as object).every(([key, text]) => isText(key) && isText(text)), // just checked
};

function expectRightImage(image: Image): void {
  expect(Object.keys(image)).toEqual(IMAGE_FIELDS);
  expect(IMAGE_FIELDS.filter((field) => !RIGHT[field](image[field]))).toEqual([]);
}

describe('mapToastImage', () => {
  it('makes of any row at all an image of the documented fields and types, or none', () => {
    fc.assert(
      fc.property(fc.oneof(anything, identified), (row) => {
        const { image, unreadable } = mapToastImage(row, RULES);
        expect(Number.isSafeInteger(unreadable) && unreadable >= 0).toBe(true);
        if (image !== undefined) expectRightImage(image);
        expect(['string', 'undefined']).toContain(typeof rawImageId(row));
      }),
      { numRuns: 3_000 },
    );
  });

  it('makes an image of every row with a good id', () => {
    const good = fc.tuple(fc.uuid(), identified).map(([id, row]) => ({ ...row, id }));
    fc.assert(
      fc.property(good, (row) => {
        const { image } = mapToastImage(row, { ...RULES, mask: (text) => text });
        expect(image?.id).toBe(row.id);
      }),
      { numRuns: 1_000 },
    );
  });

  it('bears nesting as deep as a parser lets through', () => {
    const deep: unknown = JSON.parse(
      `{"id": "1", "properties": {"p": ${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
    );
    expect(mapToastImage(deep, RULES)).toMatchObject({ image: { properties: {} }, unreadable: 1 });
  });
});
