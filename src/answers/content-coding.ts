import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

import Negotiator from 'negotiator';

import { remembered } from '../domain/remembered.js';

/** Our content codings (RFC 9110, 8.4.1), the best first. */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** Smaller bodies gain nothing. */
export const COMPRESS_FROM_BYTES = 1_024;
const BROTLI_QUALITY = 4;
/** Of a stream: 512 KiB, which holds a thousand images. */
const STREAM_WINDOW_BITS = 19;

const zip = promisify<Buffer, Buffer>(gzip);
const brotli = promisify<Buffer, object, Buffer>(brotliCompress);

/** The library takes our preference among equals as well; its types do not say so. */
interface CodingNegotiator {
  encodings(available: string[], options: { preferred: string[] }): string[];
}

const negotiated = remembered((acceptEncoding): ContentCoding => {
  const negotiator: CodingNegotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const [coding] = negotiator.encodings(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] });
  return coding === 'br' || coding === 'gzip' ? coding : 'identity';
});

/** The coding that a caller's `Accept-Encoding` prefers (RFC 9110, 12.5.3); without one, none. */
export function preferredCoding(acceptEncoding: string | string[] | undefined): ContentCoding {
  return acceptEncoding === undefined ? 'identity' : negotiated(String(acceptEncoding));
}

/** The body in a coding; compressed outside the event loop. */
export async function encode(body: Buffer, coding: ContentCoding): Promise<Buffer> {
  switch (coding) {
    case 'br':
      return trimmed(await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }));
    case 'gzip':
      return trimmed(await zip(body));
    case 'identity':
      return body;
  }
}

/** What brings a stream into a coding, outside the event loop, in less than 2 MB; nothing for `identity`. */
export function encoder(coding: ContentCoding): Transform[] {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN } = constants;
  switch (coding) {
    case 'br':
      return [
        createBrotliCompress({
          params: { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [BROTLI_PARAM_LGWIN]: STREAM_WINDOW_BITS },
        }),
      ];
    case 'gzip':
      return [createGzip()];
    case 'identity':
      return [];
  }
}

/** How many bytes a body of so many has at most in a coding: what cannot be compressed grows by a little. */
export function longestEncoded(bytes: number): number {
  return bytes + Math.ceil(bytes / 2_000) + 32;
}

/** The same bytes without the memory around them: zlib gives a view of chunks of up to 16 KiB. */
function trimmed(body: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(body.length);
  body.copy(own);
  return own;
}
