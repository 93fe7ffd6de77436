import { IMAGE_FIELDS, type Image, type ImageField } from '../domain/image.js';
import { decodeStoredCatalog, STORED_FORMAT } from './stored-catalog.js';

const IMAGE: Image = {
  id: '0a1b2c3d-0000-4000-8000-000000000001',
  source: 'default',
  name: 'Debian 12.13 Bookworm (2026.03.10)',
  family: 'debian-12-bookworm',
  status: 'active',
  visibility: 'public',
  protected: true,
  diskFormat: 'qcow2',
  containerFormat: null,
  sizeBytes: 1_234_567_890,
  sizeText: '1.1 GiB',
  minDiskBytes: 21_474_836_480,
  minDiskText: '20 GiB',
  minRamBytes: 0,
  minRamText: '0 B',
  osType: 'linux',
  osDistro: 'debian',
  osVersion: '12 Bookworm',
  architecture: 'amd64',
  loginUsername: 'debian',
  description: null,
  releaseDate: '2026-03-10',
  tags: [],
  checksum: null,
  createdAt: '2026-03-09T01:34:35.000Z',
  updatedAt: null,
  properties: { os_type: 'linux' },
};
const STORED = {
  format: STORED_FORMAT,
  confirmedAt: 1_767_578_400_000,
  changedAt: 0,
  skipped: 2,
  images: [IMAGE],
};

/** Fields that may say that something is not known. */
const NULLABLE: readonly ImageField[] = [
  'name',
  'family',
  'diskFormat',
  'containerFormat',
  'sizeBytes',
  'sizeText',
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'loginUsername',
  'description',
  'releaseDate',
  'checksum',
  'createdAt',
  'updatedAt',
];

function stored(change: object): unknown {
  return JSON.parse(JSON.stringify({ ...STORED, ...change }));
}

function withImage(change: object): unknown {
  return stored({ images: [IMAGE, { ...IMAGE, ...change }] });
}

describe('what a store gives back', () => {
  it('is read if it is what was stored, whatever the way there wrote it as', () => {
    expect(decodeStoredCatalog(stored({}))).toEqual(STORED);
    expect(decodeStoredCatalog(stored({ images: [] }))).toEqual({ ...STORED, images: [] });
  });

  it.each(NULLABLE)('may hold an image whose %s is not known', (field) => {
    expect(decodeStoredCatalog(withImage({ [field]: null }))?.images[1]?.[field]).toBeNull();
  });

  it.each([undefined, null, '', 'text', 7, true, [], [STORED], {}])('is not used if it is %p', (value) => {
    expect(decodeStoredCatalog(value)).toBeUndefined();
  });

  it.each([
    ['another format', { format: STORED_FORMAT + 1 }],
    ['a format in text', { format: String(STORED_FORMAT) }],
    ['no format', { format: undefined }],
    ['a time in text', { confirmedAt: '2026-01-05T02:00:00Z' }],
    ['a time before 1970', { confirmedAt: -1 }],
    ['half a millisecond', { changedAt: 0.5 }],
    ['no time of the change', { changedAt: undefined }],
    ['a negative count', { skipped: -1 }],
    ['a count of null', { skipped: null }],
    ['no images', { images: undefined }],
    ['images in an object', { images: { 0: IMAGE } }],
    ['an image that is none', { images: [IMAGE, null] }],
    ['an image that is a list', { images: [[IMAGE]] }],
  ])('is not used if it has %s', (_what, change) => {
    expect(decodeStoredCatalog(stored(change))).toBeUndefined();
  });

  it.each(IMAGE_FIELDS)('is not used if one image has no %s', (field) => {
    expect(decodeStoredCatalog(withImage({ [field]: undefined }))).toBeUndefined();
  });

  it.each(IMAGE_FIELDS.filter((field) => !NULLABLE.includes(field)))(
    'is not used if the %s of one image is null',
    (field) => {
      expect(decodeStoredCatalog(withImage({ [field]: null }))).toBeUndefined();
    },
  );

  it.each<readonly [ImageField, unknown]>([
    ['id', '../tokens'],
    ['id', 7],
    ['source', 7],
    ['name', ['x']],
    ['protected', 'true'],
    ['sizeBytes', -1],
    ['sizeBytes', 1.5],
    ['sizeBytes', '7'],
    ['minDiskBytes', 2 ** 53],
    ['minRamBytes', '0'],
    ['tags', ['a', 7]],
    ['tags', 'a'],
    ['createdAt', 'yesterday'],
    ['updatedAt', 7],
    ['properties', { os_type: 7 }],
    ['properties', ['os_type']],
    ['properties', 'os_type'],
  ])('is not used if the %s of one image is %j', (field, value) => {
    expect(decodeStoredCatalog(withImage({ [field]: value }))).toBeUndefined();
  });

  it('is not used if one image has a field that images do not have', () => {
    expect(decodeStoredCatalog(withImage({ owner: 'x' }))).toBeUndefined();
  });

  it('is not used if an image only inherits its fields', () => {
    const images = [Object.create(IMAGE) as unknown];
    expect(decodeStoredCatalog({ ...STORED, images })).toBeUndefined();
  });
});
