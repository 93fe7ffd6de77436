import { catalogOf, imagesOf, indexesOf, snapshotOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import { IMAGE_FIELDS, type Image } from '../domain/image.js';
import { EVERYTHING } from '../domain/view.js';
import { keyOf } from './index-key.js';

const IMAGES: readonly Image[] = [
  anImage('b', { name: 'same', sizeBytes: null, createdAt: null }),
  anImage('a', { source: 'two', name: 'same' }),
  anImage('a', { source: 'One', name: null }),
  anImage('A', { osDistro: 'Ubuntu', tags: ['x'], properties: { os_type: 'linux' } }),
];

describe('CatalogSnapshot', () => {
  it('holds the images by id, then source, whatever order they came in', () => {
    for (const images of [IMAGES, IMAGES.toReversed()]) {
      expect(imagesOf(snapshotOf(images)).map(({ id, source }) => `${id} ${source}`)).toEqual([
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
    const snapshot = snapshotOf(IMAGES);
    const { rows } = snapshot.for(EVERYTHING);
    const texts = [0, 1, 2, 3].map((position) => Buffer.from(rows.jsonOf(position)).toString());
    expect(texts).toEqual(imagesOf(snapshot).map((image) => JSON.stringify(image)));
    for (const text of texts) expect(Object.keys(JSON.parse(text) as object)).toEqual(IMAGE_FIELDS);
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
    const catalog = catalogOf(IMAGES);
    expect(catalog.positionsOf('a')).toEqual([1, 2]);
    expect(catalog.positionsOf('A')).toEqual([0]);
    for (const id of ['B', 'c', '', '__proto__', 'constructor']) expect(catalog.positionsOf(id)).toEqual([]);
  });

  it('finds any of some keys, in any case where they are free text, exactly where they are not', () => {
    const { keys } = indexesOf(IMAGES);
    const found = (...asked: string[]) => [0, 1, 2, 3].filter((at) => keys.withAny(asked).has(at));
    expect(found(keyOf.id('a'), keyOf.id('none'))).toEqual([0, 1, 2]);
    expect(found(keyOf.name('same'), keyOf.name('none'))).toEqual([2, 3]);
    expect(found(keyOf.name('Same'), keyOf.name(''))).toEqual([]);
    expect(found(keyOf.value('osDistro', 'ubuntu'))).toEqual([0]);
    expect(found(keyOf.value('source', 'One'))).toEqual([1]);
    expect(found(keyOf.value('source', 'one'))).toEqual([]);
    expect(found(keyOf.property({ key: 'os_type' }))).toEqual([0]);
  });

  it('knows the source of each image, and the values of open enumerations', () => {
    const catalog = catalogOf(IMAGES);
    expect([0, 1, 2, 3].map((at) => catalog.sourceOf(at))).toEqual(['default', 'One', 'two', 'default']);
    expect(catalog.held('status')).toEqual(['active']);
    expect(catalog.held('containerFormat')).toEqual([]);
  });
});
