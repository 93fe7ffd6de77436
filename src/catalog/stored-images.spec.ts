import { IMAGE_FIELDS, type Image, type ImageField } from '../domain/image.js';
import { decodeStoredImages, type StoredImageRules } from './stored-images.js';

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

const RULES: StoredImageRules = { sources: ['default'], publishes: (key) => key !== 'hidden', maxImages: 2 };
const UNEXPECTED = 'it is not of the expected form';

function decode(images: unknown): readonly Image[] {
  return decodeStoredImages(Buffer.from(JSON.stringify(images)), RULES);
}

function withImage(change: object): readonly Image[] {
  return decode([IMAGE, { ...IMAGE, id: 'another', ...change }]);
}

describe('the images that a store gives back', () => {
  it('are read if they are what was stored', () => {
    expect(decode([IMAGE])).toEqual([IMAGE]);
    expect(decode([])).toEqual([]);
  });

  it.each(NULLABLE)('may hold one whose %s is not known', (field) => {
    expect(withImage({ [field]: null })[1]?.[field]).toBeNull();
  });

  it.each([
    ['an image that is none', [IMAGE, null]],
    ['an image that is a list', [[IMAGE]]],
    ['an image twice', [IMAGE, IMAGE]],
    ['images in an object', { 0: IMAGE }],
    ['null', null],
    ['a text', 'images'],
  ])('are not used if they are %s', (_what, images) => {
    expect(() => decode(images)).toThrow(UNEXPECTED);
  });

  it.each(['', 'x', '[', '[]]', '[{}', '[1]'])('are not used if they are the text %j', (text) => {
    expect(() => decodeStoredImages(Buffer.from(text), RULES)).toThrow(UNEXPECTED);
  });

  it.each<[string, readonly unknown[], string]>([
    ['is of another source', [{ ...IMAGE, source: 'other' }], 'UPSTREAM_SOURCE_ID'],
    ['has a property that is hidden', [{ ...IMAGE, properties: { hidden: '' } }], 'PROPERTIES_ALLOW'],
    ['is one too many', [1, 2, 3].map((id) => ({ ...IMAGE, id: `${id}` })), 'UPSTREAM_MAX_IMAGES allows (2)'],
  ])('are not used if one %s', (_what, images, reason) => {
    expect(() => decode(images)).toThrow(reason);
  });

  it.each(IMAGE_FIELDS)('are not used if one image has no %s', (field) => {
    expect(() => withImage({ [field]: undefined })).toThrow(UNEXPECTED);
  });

  it.each(IMAGE_FIELDS.filter((field) => !NULLABLE.includes(field)))(
    'are not used if the %s of one image is null',
    (field) => {
      expect(() => withImage({ [field]: null })).toThrow(UNEXPECTED);
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
  ])('are not used if the %s of one image is %j', (field, value) => {
    expect(() => withImage({ [field]: value })).toThrow(UNEXPECTED);
  });

  it('are not used if one image has a field that images do not have', () => {
    expect(() => withImage({ owner: 'x' })).toThrow(UNEXPECTED);
  });
});
