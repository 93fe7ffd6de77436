import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import Negotiator from 'negotiator';

/** Smaller bodies gain nothing. */
const COMPRESS_FROM_BYTES = 1_024;
const BROTLI_QUALITY = 4;

const brotli = promisify<Buffer, object, Buffer>(brotliCompress);

/** The library takes our preference among equals as well; its types do not say so. */
interface EncodingNegotiator {
  encodings(available: string[], options: { preferred: string[] }): string[];
}

const compressors: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: promisify(gzip),
};

/** Compresses a body as the caller's `Accept-Encoding` prefers (RFC 9110, 12.5.3): Brotli, gzip, or not. */
export async function encodeBody(
  text: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<{ body: Buffer; encoding: string | undefined }> {
  const body = Buffer.from(text);
  if (body.length < COMPRESS_FROM_BYTES) return { body, encoding: undefined };
  const negotiator: EncodingNegotiator = new Negotiator({ headers });
  const [encoding = 'identity'] = negotiator.encodings(['br', 'gzip', 'identity'], {
    preferred: ['br', 'gzip'],
  });
  const compress = compressors[encoding];
  return compress ? { body: await compress(body), encoding } : { body, encoding: undefined };
}
