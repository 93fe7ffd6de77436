import { catalogOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import { IMAGE_FIELDS, type ImageField } from '../domain/image.js';
import { presentImage, presentPage, type PageLinks } from './image-page.presenter.js';

const IMAGES = [
  anImage('a', { name: '웹 서버', properties: { os_type: 'linux', note: '}, {"id":"x"}' } }),
  anImage('b', { name: null, tags: ['x', 'y'], sizeBytes: null }),
  anImage('c', { name: '🚀 "quoted"\n', source: 'two' }),
];
const CATALOG = catalogOf(IMAGES);
const LINKS: PageLinks = {
  nextCursor: 'next-cursor',
  prevCursor: null,
  self: '/v1/images?name="',
  first: '/v1/images',
  prev: null,
  next: '/v1/images?cursor=next-cursor',
};

function pageWith(positions: number[], fields?: readonly ImageField[]): string {
  const page = { positions, total: 7, offset: 2, hasPrevious: true, hasNext: true };
  return presentPage(CATALOG, page, 3, LINKS, fields).toString();
}

/** What the page must be, written the plain way. */
function expectedWith(positions: number[], fields: readonly ImageField[] = IMAGE_FIELDS): string {
  const { nextCursor, prevCursor, ...links } = LINKS;
  return JSON.stringify({
    items: positions.map((at) => Object.fromEntries(fields.map((field) => [field, IMAGES[at]?.[field]]))),
    page: { limit: 3, offset: 2, returned: positions.length, total: 7, nextCursor, prevCursor },
    links,
    catalog: { version: CATALOG.version },
  });
}

describe('a page', () => {
  it.each([[[]], [[1]], [[2, 0]], [[0, 1, 2]]])(
    'of the images %j is their JSON, byte by byte',
    (positions) => {
      expect(pageWith(positions)).toBe(expectedWith(positions));
    },
  );

  it.each<[ImageField[]]>([
    [['id']],
    [['id', 'properties']],
    [['id', 'source', 'name']],
    [['id', 'name', 'family', 'tags', 'checksum', 'updatedAt']],
    [[...IMAGE_FIELDS].slice(0, -1)],
  ])('of the fields %j has these and no others', (fields) => {
    for (const positions of [[], [2], [0, 1, 2]]) {
      expect(pageWith(positions, fields)).toBe(expectedWith(positions, fields));
    }
  });
});

describe('an image', () => {
  it('is its JSON, whole or with some fields', () => {
    for (const [position, image] of IMAGES.entries()) {
      expect(presentImage(CATALOG, position, undefined).toString()).toBe(JSON.stringify(image));
      expect(presentImage(CATALOG, position, ['id', 'tags']).toString()).toBe(
        JSON.stringify({ id: image.id, tags: image.tags }),
      );
    }
  });
});
