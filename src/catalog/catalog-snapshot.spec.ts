import { anImage } from '../../test/support/query-image.js';
import { IMAGE_FIELDS, type Image } from '../domain/image.js';
import { CatalogSnapshot } from './catalog-snapshot.js';

const IMAGES: readonly Image[] = [
  anImage('b', { name: 'same', sizeBytes: null, createdAt: null }),
  anImage('a', { source: 'two', name: 'same' }),
  anImage('a', { source: 'One', name: null }),
  anImage('A', { osDistro: 'Ubuntu', tags: ['x'], properties: { os_type: 'linux' } }),
];

const snapshotOf = (images: readonly Image[], changedAt = 0) => new CatalogSnapshot(images, changedAt);

describe('CatalogSnapshot', () => {
  it('holds the images by id, then source, whatever order they came in', () => {
    for (const images of [IMAGES, IMAGES.toReversed()]) {
      const { images: held } = snapshotOf(images);
      expect(held.map(({ id, source }) => `${id} ${source}`)).toEqual([
        'A default',
        'a One',
        'a two',
        'b default',
      ]);
    }
  });

  it('leaves the list that it was made of as it is', () => {
    const images = [...IMAGES];
    snapshotOf(images);
    expect(images).toEqual(IMAGES);
  });

  it('has each image as JSON, its fields in the documented order', () => {
    const { json, images } = snapshotOf(IMAGES);
    expect(json.map((text) => JSON.parse(text) as unknown)).toEqual(images);
    expect(Object.keys(JSON.parse(json[0] ?? '{}') as object)).toEqual(IMAGE_FIELDS);
  });

  describe('its version', () => {
    const { version } = snapshotOf(IMAGES);

    it('is 16 hex digits', () => {
      expect(version).toMatch(/^[0-9a-f]{16}$/);
      expect(snapshotOf([]).version).toMatch(/^[0-9a-f]{16}$/);
    });

    it('is that of the content, whenever it was first seen and whatever its order', () => {
      const copy = IMAGES.map((image) => ({
        ...image,
        tags: [...image.tags],
        properties: { ...image.properties },
      }));
      expect(snapshotOf(copy.toReversed(), 1_700_000_000_000).version).toBe(version);
    });

    it.each(IMAGE_FIELDS)('is another when the %s of an image is', (field) => {
      const [first, ...rest] = IMAGES;
      const changed = anImage('b', { ...first, [field]: field === 'tags' ? ['new'] : 'new' });
      expect(snapshotOf([changed, ...rest]).version).not.toBe(version);
    });

    it('is another with an image more or less', () => {
      expect(snapshotOf([...IMAGES, anImage('c')]).version).not.toBe(version);
      expect(snapshotOf(IMAGES.slice(1)).version).not.toBe(version);
    });
  });

  it('finds an id in its own case, in every source that has it', () => {
    const snapshot = snapshotOf(IMAGES);
    expect(snapshot.positionsOf('a')).toEqual([1, 2]);
    expect(snapshot.positionsOf('A')).toEqual([0]);
    for (const id of ['B', 'c', '', '__proto__', 'constructor']) expect(snapshot.positionsOf(id)).toEqual([]);
  });

  it('finds any of some ids in any case, and any of some names exactly', () => {
    const snapshot = snapshotOf(IMAGES);
    const found = (set: { has(position: number): boolean }) => [0, 1, 2, 3].filter((at) => set.has(at));
    expect(found(snapshot.withAnyId(['a', 'none']))).toEqual([0, 1, 2]);
    expect(found(snapshot.withAnyName(['same', 'none']))).toEqual([2, 3]);
    expect(found(snapshot.withAnyName(['Same', '']))).toEqual([]);
  });

  it('has numbers to compare, and none for what is unknown', () => {
    const snapshot = snapshotOf(IMAGES);
    expect([...snapshot.rangeValues('sizeBytes')]).toEqual([2 ** 30, 2 ** 30, 2 ** 30, NaN]);
    expect([...snapshot.rangeValues('createdAt')].slice(2)).toEqual([Date.UTC(2025, 0, 1), NaN]);
  });

  it('looks values up without case where they are free text, and exactly where they are not', () => {
    const { postings } = snapshotOf(IMAGES);
    expect(postings.withAnyValue('osDistro', ['ubuntu']).count()).toBe(1);
    expect(postings.withAnyValue('source', ['One']).count()).toBe(1);
    expect(postings.withAnyValue('source', ['one']).count()).toBe(0);
    expect(postings.held('source')).toEqual(['One', 'default', 'two']);
    expect(postings.held('osDistro')).toEqual(['ubuntu']);
    expect(postings.held('family')).toEqual([]);
  });
});
