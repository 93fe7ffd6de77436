import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';

import { UpstreamError } from '../upstream.errors.js';

/** What we ask for (RFC 9110, 12.5.3). */
export const ACCEPT_ENCODING = 'gzip, br';

/**
 * Undoes the coding of a body. What ends too early or has a wrong checksum is an error of the stream.
 *
 * @param contentEncoding the header field
 * @returns `undefined` where there is nothing to undo
 * @throws UpstreamError `UPSTREAM_INVALID` for a coding that nobody asked for
 */
export function decoderOf(contentEncoding: unknown): Duplex | undefined {
  const coding = typeof contentEncoding === 'string' ? contentEncoding.trim().toLowerCase() : '';
  switch (coding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return createUnzip();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new UpstreamError('UPSTREAM_INVALID', 'the answer has a content coding that was not asked for');
  }
}
