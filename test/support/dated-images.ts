import type { Image } from '../../src/domain/image.js';

const RELEASES = ['2024-03-05', null, '2026-04-28', '2018-10-23', '2026-03-10', '2025-07-15', null] as const;
/** Around the moments of random images, and texts that are no dates. */
const DEPRECATIONS = [
  'null',
  undefined,
  '1999-12-31',
  '2023.07.01',
  undefined,
  '2023.06.30',
  '2199-01-01',
  '2023-07-01T00:00:00Z',
  '2023-07-01T00:00:00.001Z',
  '',
  undefined,
  '2023-02-30',
  '2015-06-01T00:00:00+09:00',
] as const;

/** The same images with dates of release and deprecation, of which some have passed and some are none. */
export function datedImages(images: readonly Image[]): Image[] {
  return images.map((image, at) => {
    const date = DEPRECATIONS[at % DEPRECATIONS.length];
    const properties = date === undefined ? {} : { deprecate_date: date };
    return {
      ...image,
      releaseDate: RELEASES[at % RELEASES.length] ?? null,
      properties: { ...image.properties, ...properties },
    };
  });
}
