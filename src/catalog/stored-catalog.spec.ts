import { decodeStoredCatalog, STORED_FORMAT } from './stored-catalog.js';

const STORED = {
  format: STORED_FORMAT,
  confirmedAt: 1_767_578_400_000,
  changedAt: 0,
  skipped: 2,
  images: new Uint8Array([0x5b, 0x5d]),
};

describe('what a store gives back', () => {
  it('is read if it is what was stored; the bytes of the images are not looked at yet', () => {
    expect(decodeStoredCatalog({ ...STORED })).toEqual(STORED);
    expect(decodeStoredCatalog({ ...STORED, images: Buffer.from('x') })?.images).toHaveLength(1);
  });

  it.each([undefined, null, '', 'text', 7, true, [], [STORED], {}])('is not used if it is %p', (value) => {
    expect(decodeStoredCatalog(value)).toBeUndefined();
  });

  it.each([
    ['another format', { format: STORED_FORMAT + 1 }],
    ['the format before', { format: STORED_FORMAT - 1 }],
    ['a format in text', { format: String(STORED_FORMAT) }],
    ['no format', { format: undefined }],
    ['a time in text', { confirmedAt: '2026-01-05T02:00:00Z' }],
    ['a time before 1970', { confirmedAt: -1 }],
    ['a time of which no date can be made', { confirmedAt: Number.MAX_SAFE_INTEGER }],
    ['such a time of the change', { changedAt: 8_640_000_000_000_001 }],
    ['half a millisecond', { changedAt: 0.5 }],
    ['no time of the change', { changedAt: undefined }],
    ['a negative count', { skipped: -1 }],
    ['a count of null', { skipped: null }],
    ['no images', { images: undefined }],
    ['images as a text', { images: '[]' }],
    ['images that are no bytes', { images: [] }],
    ['images as larger numbers', { images: new Uint16Array(1) }],
  ])('is not used if it has %s', (_what, change) => {
    expect(decodeStoredCatalog({ ...STORED, ...change })).toBeUndefined();
  });
});
