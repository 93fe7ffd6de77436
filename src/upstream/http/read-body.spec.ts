import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import { readBody } from './read-body.js';

const LIVE = new AbortController().signal;
const SEGMENT = 256 * 1024;

function inChunks(bytes: Buffer, size: number): Readable {
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));
}

describe('a body', () => {
  it.each([0, 1, 7, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 1_000_000])(
    'of %i bytes is what was sent, whatever the chunks are',
    async (length) => {
      const sent = randomBytes(length);
      for (const size of [1_000, 65_536, SEGMENT, 900_000]) {
        const segments = await readBody(inChunks(sent, size), 1_000_000, LIVE);
        expect(Buffer.concat(segments).equals(sent)).toBe(true);
      }
    },
  );

  it('is in segments that can be moved: each has its memory for itself', async () => {
    const sent = randomBytes(600_000);
    const segments = await readBody(inChunks(sent, 1_000), 1_000_000, LIVE);
    const memory = segments.map(({ buffer }) => buffer);
    expect(new Set(memory).size).toBe(segments.length);
    expect(memory).not.toContain(sent.buffer);
    structuredClone(segments, { transfer: memory });
    expect(segments.map(({ length }) => length)).toEqual(segments.map(() => 0));
  });

  it('may be as large as is allowed, and not a byte larger', async () => {
    await expect(readBody(inChunks(Buffer.alloc(500), 7), 500, LIVE)).resolves.toHaveLength(1);
    const tooLarge = inChunks(Buffer.alloc(501), 7);
    await expect(readBody(tooLarge, 500, LIVE)).rejects.toMatchObject({
      failure: 'UPSTREAM_INVALID',
      message: 'the answer is larger than 500 bytes',
    });
    expect(tooLarge.destroyed).toBe(true);
  });

  it('that is still coming is not waited for once the signal aborts', async () => {
    const abort = new AbortController();
    const endless = new Readable({ read: () => {} });
    const read = readBody(endless, 500, abort.signal);
    abort.abort();
    await expect(read).rejects.toThrow();
  });
});
