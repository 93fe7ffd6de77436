import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { encodeBody } from './content-encoding.js';

const LARGE = JSON.stringify({ names: Array.from({ length: 200 }, (_, at) => `이미지 ${at}`) });

async function encodingFor(accept: string | undefined, text = LARGE): Promise<string | undefined> {
  const { encoding } = await encodeBody(text, accept === undefined ? {} : { 'accept-encoding': accept });
  return encoding;
}

describe('encodeBody', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, zstd', undefined],
    ['gzip;q=0, br;q=0', undefined],
    ['*;q=0', undefined],
    ['identity, br;q=0.9', undefined],
    ['gzip', 'gzip'],
    ['gzip, br;q=0', 'gzip'],
    ['gzip;q=1, br;q=0.9', 'gzip'],
    ['br', 'br'],
    ['gzip, br', 'br'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity;q=0.5, gzip;q=0.5, br;q=0.5', 'br'],
  ])('for %j is %s', async (accept, encoding) => {
    expect(await encodingFor(accept)).toBe(encoding);
  });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['identity', (body: Buffer): Buffer => body],
  ])('as %s decodes to the text, in UTF-8', async (accept, decode) => {
    const { body } = await encodeBody(LARGE, { 'accept-encoding': accept });
    expect(decode(body).toString('utf8')).toBe(LARGE);
  });

  it('begins at 1 KiB of bytes, not of characters', async () => {
    expect(await encodingFor('gzip', 'a'.repeat(1_023))).toBeUndefined();
    expect(await encodingFor('gzip', 'a'.repeat(1_024))).toBe('gzip');
    expect(await encodingFor('gzip', '이'.repeat(341))).toBeUndefined();
    expect(await encodingFor('gzip', '이'.repeat(342))).toBe('gzip');
  });

  it('is the same bytes for the same text, so that replicas agree', async () => {
    for (const accept of ['gzip', 'br']) {
      const [one, other] = [1, 2].map(() => encodeBody(LARGE, { 'accept-encoding': accept }));
      expect((await one!).body.equals((await other!).body)).toBe(true);
    }
  });
});
