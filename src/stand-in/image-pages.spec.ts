import { generateImages } from './generate-images.js';
import { vendorPages, type ImagePages } from './image-pages.js';
import type { PagingLies, StandInImage } from './stand-in.types.js';

function pagesOf(images: readonly StandInImage[], lies: PagingLies = {}): ImagePages<StandInImage> {
  const pages = vendorPages();
  pages.images = images;
  pages.lies = lies;
  return pages;
}

function ids(rows: readonly StandInImage[] | undefined): string[] | undefined {
  return rows?.map((row) => row.id);
}

describe('the pages of the image list', () => {
  const images = generateImages(50);
  const whole = ids(pagesOf(images).page(100)) ?? [];
  const [, second = '', third = ''] = whole;
  const last = whole.at(-1) ?? '';

  it('are newest first, of one time by id', () => {
    const times = pagesOf(images)
      .page(50)
      ?.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times?.toSorted().reverse());
    const [image] = images;
    const twins = ['b', 'c', 'a'].flatMap((id) => (image ? [{ ...image, id }] : []));
    expect(ids(pagesOf(twins).page(3))).toEqual(['c', 'b', 'a']);
  });

  it('begin after the marker, whatever its case, and end with the list', () => {
    const pages = pagesOf(images);
    expect(ids(pages.page(2, second.toUpperCase()))).toEqual(whole.slice(2, 4));
    expect(pages.page(2, last)).toEqual([]);
  });

  it('know no foreign marker', () => {
    expect(pagesOf(images).page(2, 'foreign')).toBeUndefined();
  });

  it('move on past two rows with one id', () => {
    const [first, ...others] = images;
    const pages = pagesOf(first ? [first, first, ...others] : []);
    const afterTwins = pages.page(100, first?.id) ?? [];
    expect(ids(afterTwins)).not.toContain(first?.id);
  });

  it('follow a new catalogue', () => {
    const pages = pagesOf(images);
    pages.images = [];
    expect(pages.page(10)).toEqual([]);
  });

  it('can ignore the limit', () => {
    expect(ids(pagesOf(images, { ignoreLimit: true }).page(2, second))).toEqual(whole.slice(2));
  });

  it('can include the marker', () => {
    expect(ids(pagesOf(images, { inclusiveMarker: true }).page(2, second))).toEqual([second, third]);
  });

  it('can lose a marker once, or always', () => {
    const once = pagesOf(images, { vanishMarkerOnce: true });
    expect(once.page(2)).toHaveLength(2);
    expect(once.page(2, second)).toBeUndefined();
    expect(once.page(2, second)).toHaveLength(2);
    const always = pagesOf(images, { vanishMarkerAlways: true });
    expect([always.page(2, second), always.page(2, second)]).toEqual([undefined, undefined]);
  });

  it('can be shorter than asked', () => {
    expect(ids(pagesOf(images, { clampLimit: 3 }).page(10))).toEqual(whole.slice(0, 3));
  });

  it('can go round and round', () => {
    const pages = pagesOf(images, { loop: true });
    expect(ids(pages.page(3, last))).toEqual(whole.slice(0, 3));
    expect(ids(pages.page(120))?.slice(100)).toEqual(whole.slice(0, 20));
    expect(pagesOf([], { loop: true }).page(3)).toEqual([]);
  });

  it('can go on for ever with new ids', () => {
    const pages = pagesOf([], { endless: true });
    const seen = [...(pages.page(100) ?? []), ...(pages.page(100, 'whatever') ?? [])];
    expect(new Set(ids(seen)).size).toBe(200);
  });
});
