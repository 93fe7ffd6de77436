import fc from 'fast-check';

import type { Image } from '../../src/domain/image.js';
import { anImage } from './query-image.js';

/** Texts that are hard to compare, to fold or to cut. */
const TEXTS = [
  'app v9.9',
  'app v9.10',
  'APP V9.10',
  '웹 서버 이미지',
  '웹 서버 이미지'.normalize('NFD'),
  '가나다',
  'Café',
  'CAFE\u0301',
  'İstanbul',
  'ıstanbul',
  'STRAßE',
  'ΟΔΟΣ',
  'οδος',
  '👩‍💻 dev 🏳️‍🌈',
  '🚀🚀',
  'lone \ud83d half',
  '\udc00',
  'replaced \ufffd',
  '\uffee halfwidth',
  '100%_*(x)',
  'aaaaaaaaab',
  ' blanks ',
  'a',
  '-',
] as const;
const LETTERS = ['a', 'b', 'A', '1', '0', '-', '.', ' ', 'é', '가', 'Ⅸ', 'ﬁ', '😀', 'Å'] as const;

const anyText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc
    .array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 12 })
    .map((letters) => letters.join(''))
    .filter((text) => text.trim() !== ''),
);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 4 });
const few = (...values: string[]) => fc.constantFrom(...values);
const bytes = fc.oneof(fc.constantFrom(0, 1, 512, 1_024 ** 3, 2 ** 40), fc.nat());
const moment = fc
  .oneof(
    fc.constantFrom(0, 946_684_800_000, 1_709_251_199_999),
    fc.integer({ min: 1, max: 1_800_000_000_000 }),
  )
  .map((milliseconds) => new Date(milliseconds).toISOString());

const image: fc.Arbitrary<Image> = fc
  .record({
    id: fc.stringMatching(/^[A-Za-c0-2_-]{1,5}$/),
    source: few('KR1', 'one', 'two'),
    name: orNull(anyText),
    family: orNull(few('ubuntu-24.04', 'rocky-9', 'Ünix')),
    status: few('active', 'queued', 'importing'),
    visibility: few('public', 'private', 'shared'),
    protected: fc.boolean(),
    diskFormat: orNull(few('qcow2', 'raw')),
    sizeBytes: orNull(bytes),
    minDiskBytes: bytes,
    minRamBytes: bytes,
    osType: orNull(few('linux', 'Windows')),
    osDistro: orNull(fc.oneof(few('ubuntu', 'UBUNTU', 'rocky'), anyText)),
    osVersion: orNull(fc.oneof(few('9.9', '9.10', '24.04 LTS'), anyText)),
    architecture: orNull(few('amd64', 'arm64')),
    description: orNull(anyText),
    tags: fc.subarray(['dev', 'prod', '시험']),
    createdAt: orNull(moment),
    updatedAt: orNull(moment),
    properties: fc.dictionary(
      few('os_type', 'note', 'hw:cpu', 'a', 'ab'),
      few('', 'x', 'b', 'linux', '가:나'),
      {
        noNullPrototype: true,
      },
    ),
  })
  .map(({ id, ...own }) => anImage(id, own));

/** Images that say something in each field, and different things of sizes and times, so that there is what to ask. */
const ALWAYS = [1, 2, 3].map((at) =>
  anImage(`always-${at}`, {
    source: 'KR1',
    family: 'debian-12',
    containerFormat: 'bare',
    sizeBytes: 1_000 ** at,
    osType: 'linux',
    osDistro: 'debian',
    osVersion: `12.${at}`,
    architecture: 'amd64',
    description: 'full of words',
    createdAt: `202${at}-01-01T00:00:00.000Z`,
    updatedAt: `202${at}-07-01T00:00:00.000Z`,
    properties: { os_type: 'linux' },
  }),
);

/**
 * Catalogues of at least three images.
 *
 * @param size how many images they have, with few different values each
 */
export function randomImages(size: {
  readonly minLength?: number;
  readonly maxLength: number;
}): fc.Arbitrary<Image[]> {
  return fc
    .uniqueArray(image, { ...size, selector: ({ id, source }) => `${id} ${source}`, size: 'max' })
    .map((images) => [...images, ...ALWAYS]);
}
