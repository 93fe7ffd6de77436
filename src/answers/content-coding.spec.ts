import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { encode, preferredCoding } from './content-coding.js';

const BODY = Buffer.from(JSON.stringify({ names: Array.from({ length: 200 }, (_, at) => `이미지 ${at}`) }));

describe('preferredCoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['deflate, zstd', 'identity'],
    ['gzip;q=0, br;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['identity, br;q=0.9', 'identity'],
    ['gzip', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['gzip;q=1, br;q=0.9', 'gzip'],
    ['br', 'br'],
    ['gzip, br', 'br'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity;q=0.5, gzip;q=0.5, br;q=0.5', 'br'],
  ])('for %j is %s', (accept, coding) => {
    expect(preferredCoding(accept)).toBe(coding);
    expect(preferredCoding(accept)).toBe(coding);
  });
});

describe('encode', () => {
  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['identity', (body: Buffer): Buffer => body],
  ] as const)('as %s decodes to the body', async (coding, decode) => {
    expect(decode(await encode(BODY, coding)).equals(BODY)).toBe(true);
  });

  it.each(['gzip', 'br'] as const)(
    'as %s is the same bytes for the same body, so that replicas agree',
    async (coding) => {
      const [one, other] = await Promise.all([encode(BODY, coding), encode(BODY, coding)]);
      expect(one.equals(other)).toBe(true);
    },
  );
});
