import { addAbortSignal, type Readable } from 'node:stream';

import { UpstreamError } from '../upstream.errors.js';

/**
 * Reads an answer's body to its end, decoded, and never more of it than `maxBytes`.
 *
 * @throws UpstreamError `UPSTREAM_INVALID` as soon as the body is larger; the connection is then cut.
 *   Whatever else goes wrong on the way comes out as the stream's own error.
 */
export async function readBody(stream: Readable, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new UpstreamError('UPSTREAM_INVALID', `the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
