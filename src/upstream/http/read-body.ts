import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { tooLarge } from '../too-large.js';
import { decoderOf } from './content-coding.js';

/** The bytes of a body, in order. Each segment owns its memory, so that it can be moved to another thread. */
export type BodySegments = readonly Uint8Array<ArrayBuffer>[];

const SEGMENT_BYTES = 256 * 1024;

/** An answer's body as it comes from the network, and how it is coded. */
export interface CodedBody {
  readonly stream: Readable;
  /** The header field. */
  readonly contentEncoding: unknown;
}

/** How much of a body is read. */
export interface BodyCap {
  /** Of the body as it is sent, and of the body decoded. */
  readonly maxBodyBytes: number;
  /** The setting that says so, where one does; told to whoever may raise it. */
  readonly maxBodySetting?: string;
}

/**
 * Reads a body to its end, decoded, and never more of it than the cap allows.
 *
 * Every chunk is copied into a segment as it comes, because Node's chunks share their memory with others; a large
 * body is never put together in one go, which would hold up everybody else.
 *
 * @throws UpstreamError `UPSTREAM_INVALID` as soon as the body is larger, or for an unknown coding; the connection is
 *   then cut. Whatever else goes wrong on the way comes out as the stream's own error.
 */
export async function readBody(
  { stream, contentEncoding }: CodedBody,
  cap: BodyCap,
  signal: AbortSignal,
): Promise<BodySegments> {
  const body = new SegmentWriter();
  const gather = async (decoded: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of capped(decoded, cap)) body.write(chunk);
  };
  const decoder = decoderThatCuts(stream, contentEncoding);
  await (decoder
    ? pipeline(stream, (sent: AsyncIterable<Buffer>) => capped(sent, cap), decoder, gather, { signal })
    : pipeline(stream, gather, { signal }));
  return body.segments();
}

function decoderThatCuts(stream: Readable, contentEncoding: unknown): ReturnType<typeof decoderOf> {
  try {
    return decoderOf(contentEncoding);
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** @throws UpstreamError at the chunk that is too much */
async function* capped(
  chunks: AsyncIterable<Buffer>,
  { maxBodyBytes, maxBodySetting }: BodyCap,
): AsyncIterable<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBodyBytes) throw tooLarge('the answer', `${maxBodyBytes} bytes`, maxBodySetting);
    yield chunk;
  }
}

/** Fills segments of one size with chunks of any size. */
class SegmentWriter {
  private readonly full: Uint8Array<ArrayBuffer>[] = [];
  private last = new Uint8Array(0);
  private used = 0;

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
