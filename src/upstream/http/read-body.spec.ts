import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { readBody, type BodySegments } from './read-body.js';

const LIVE = new AbortController().signal;
const SEGMENT = 256 * 1024;

function inChunks(bytes: Buffer, size: number): Readable {
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));
}

function read(
  stream: Readable,
  maxBodyBytes: number,
  { signal = LIVE, contentEncoding }: { signal?: AbortSignal; contentEncoding?: string } = {},
): Promise<BodySegments> {
  return readBody({ stream, contentEncoding }, { maxBodyBytes }, signal);
}

describe('a body', () => {
  it.each([0, 1, 7, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 1_000_000])(
    'of %i bytes is what was sent, whatever the chunks are',
    async (length) => {
      const sent = randomBytes(length);
      for (const size of [1_000, 65_536, SEGMENT, 900_000]) {
        const segments = await read(inChunks(sent, size), 1_000_000);
        expect(Buffer.concat(segments).equals(sent)).toBe(true);
      }
    },
  );

  it('is in segments that can be moved: each has its memory for itself', async () => {
    const sent = randomBytes(600_000);
    const segments = await read(inChunks(sent, 1_000), 1_000_000);
    const memory = segments.map(({ buffer }) => buffer);
    expect(new Set(memory).size).toBe(segments.length);
    expect(memory).not.toContain(sent.buffer);
    structuredClone(segments, { transfer: memory });
    expect(segments.map(({ length }) => length)).toEqual(segments.map(() => 0));
  });

  it('may be as large as is allowed, and not a byte larger', async () => {
    await expect(read(inChunks(Buffer.alloc(500), 7), 500)).resolves.toHaveLength(1);
    const tooLarge = inChunks(Buffer.alloc(501), 7);
    await expect(read(tooLarge, 500)).rejects.toMatchObject({
      failure: 'UPSTREAM_INVALID',
      message: 'the answer is larger than 500 bytes',
    });
    expect(tooLarge.destroyed).toBe(true);
  });

  it('that is still coming is not waited for once the signal aborts', async () => {
    const abort = new AbortController();
    const endless = new Readable({ read: () => {} });
    const waiting = read(endless, 500, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toThrow();
    expect(endless.destroyed).toBe(true);
  });

  it('that is larger than a setting allows says which one', async () => {
    const coded = { stream: inChunks(Buffer.alloc(501), 7), contentEncoding: undefined };
    await expect(readBody(coded, { maxBodyBytes: 500, maxBodySetting: 'MAX' }, LIVE)).rejects.toMatchObject({
      message: 'the answer is larger than MAX allows (500 bytes)',
      facts: { tooLarge: true },
    });
  });
});

describe('a coded body', () => {
  const TEXT = Buffer.from('a text '.repeat(1_000));

  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP ', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['identity', TEXT],
    ['', TEXT],
  ])('is decoded: %p', async (contentEncoding, sent) => {
    const segments = await read(inChunks(sent, 100), TEXT.length, { contentEncoding });
    expect(Buffer.concat(segments).equals(TEXT)).toBe(true);
  });

  it.each(['gzip', 'br'])('may be as large as is allowed when it is decoded: %s', async (contentEncoding) => {
    const sent = contentEncoding === 'br' ? brotliCompressSync(TEXT) : gzipSync(TEXT);
    const stream = inChunks(sent, 100);
    await expect(read(stream, TEXT.length - 1, { contentEncoding })).rejects.toMatchObject({
      failure: 'UPSTREAM_INVALID',
    });
    expect(stream.destroyed).toBe(true);
  });

  it('may be as large as is allowed as it is sent, however little it holds', async () => {
    const sent = Buffer.concat(Array<Buffer>(1_000).fill(gzipSync('')));
    const stream = inChunks(sent, 100);
    await expect(read(stream, sent.length - 1, { contentEncoding: 'gzip' })).rejects.toMatchObject({
      failure: 'UPSTREAM_INVALID',
      message: `the answer is larger than ${sent.length - 1} bytes`,
    });
    expect(stream.destroyed).toBe(true);
    const whole = await read(inChunks(sent, 100), sent.length, { contentEncoding: 'gzip' });
    expect(Buffer.concat(whole)).toHaveLength(0);
  });

  it.each([
    ['gzip', gzipSync(TEXT).subarray(0, -1)],
    ['gzip', TEXT],
    ['br', brotliCompressSync(TEXT).subarray(0, -1)],
    ['br', TEXT],
  ])('that is not whole or not %s is not read', async (contentEncoding, sent) => {
    await expect(read(inChunks(sent, 100), 100_000, { contentEncoding })).rejects.toThrow();
  });

  it.each(['compress', 'zstd', 'gzip, gzip', 'words'])('of %p is not read', async (contentEncoding) => {
    const stream = inChunks(TEXT, 100);
    await expect(read(stream, 100_000, { contentEncoding })).rejects.toMatchObject({
      failure: 'UPSTREAM_INVALID',
    });
    expect(stream.destroyed).toBe(true);
  });
});
