import { UpstreamError } from '../upstream.errors.js';
import { RETRIES } from './status-error.js';

/**
 * Translates whatever the HTTP client threw before there was a whole answer.
 *
 * Only a short error code is taken over: the errors of HTTP clients carry URL, headers and body, and the
 * URL holds the appkey.
 */
export function transportError(thrown: unknown): UpstreamError {
  if (thrown instanceof UpstreamError) return thrown;
  const code = errorCode(thrown);
  if (
    /^(HPE_|Z_|ERR_STREAM_DECOMPRESS|ERR_BAD_RESPONSE|ERR_INVALID)/.test(code) &&
    !/^HPE_INVALID_EOF/.test(code)
  ) {
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
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code)) {
      return error.code;
    }
  }
  return 'UNKNOWN';
}
