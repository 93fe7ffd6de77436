import { addAbortSignal, type Readable } from 'node:stream';

import { UpstreamError } from '../upstream.errors.js';

/** The bytes of a body, in order. Each segment owns its memory, so that it can be moved to another thread. */
export type BodySegments = readonly Uint8Array<ArrayBuffer>[];

const SEGMENT_BYTES = 256 * 1024;

/**
 * Reads an answer's body to its end, decoded, and never more of it than `maxBytes`.
 *
 * Every chunk is copied into a segment as it comes, because Node's chunks share their memory with others; a large
 * body is never put together in one go, which would hold up everybody else.
 *
 * @throws UpstreamError `UPSTREAM_INVALID` as soon as the body is larger; the connection is then cut.
 *   Whatever else goes wrong on the way comes out as the stream's own error.
 */
export async function readBody(
  stream: Readable,
  maxBytes: number,
  signal: AbortSignal,
): Promise<BodySegments> {
  const body = new SegmentWriter();
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    if (body.length + chunk.length > maxBytes) {
      throw new UpstreamError('UPSTREAM_INVALID', `the answer is larger than ${maxBytes} bytes`);
    }
    body.write(chunk);
  }
  return body.segments();
}

/** Fills segments of one size with chunks of any size. */
class SegmentWriter {
  private readonly full: Uint8Array<ArrayBuffer>[] = [];
  private last = new Uint8Array(0);
  private used = 0;

  get length(): number {
    return this.full.length * SEGMENT_BYTES + this.used;
  }

  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length;) {
      if (this.used === this.last.length) this.begin();
      const part = chunk.subarray(from, from + this.last.length - this.used);
      this.last.set(part, this.used);
      this.used += part.length;
      from += part.length;
    }
  }

  segments(): BodySegments {
    return [...this.full, this.last.subarray(0, this.used)];
  }

  private begin(): void {
    if (this.used > 0) this.full.push(this.last);
    // a Buffer of its own memory, which is not cleared first: it is filled before it is read
    this.last = Buffer.allocUnsafeSlow(SEGMENT_BYTES);
    this.used = 0;
  }
}
