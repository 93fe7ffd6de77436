import { UpstreamError } from '../upstream.errors.js';
import { RETRIES } from './status-error.js';

/** Not HTTP, or not encoded as it says: zlib's codes begin with `Z_`, those of its Brotli with `ERR__`. */
const UNUSABLE = /^(?!HPE_INVALID_EOF)(?:HPE_|Z_|ERR__|ERR_STREAM_DECOMPRESS|ERR_BAD_RESPONSE|ERR_INVALID)/;

/**
 * Translates whatever the HTTP client threw before there was a whole answer.
 *
 * Only a short error code is taken over: the errors of HTTP clients carry URL, headers and body, and the
 * URL holds the appkey.
 */
export function transportError(thrown: unknown): UpstreamError {
  if (thrown instanceof UpstreamError) return thrown;
  const code = errorCode(thrown);
  if (UNUSABLE.test(code)) {
    return new UpstreamError(
      'UPSTREAM_INVALID',
      `the answer is not valid HTTP or not validly encoded (${code})`,
    );
  }
  return new UpstreamError('UPSTREAM_UNAVAILABLE', `the upstream cannot be reached or broke off (${code})`, {
    retries: RETRIES,
  });
}

/** The machine-readable code of an error: a word of capitals, digits and underscores, never free text. */
function errorCode(thrown: unknown): string {
  let error = thrown;
  while (typeof error === 'object' && error !== null) {
    const { code, cause }: { code?: unknown; cause?: unknown } = error;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
    error = cause;
  }
  return 'UNKNOWN';
}
