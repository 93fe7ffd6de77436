import { UpstreamError } from '../upstream.errors.js';
import { transportError } from './transport-error.js';

function coded(code: unknown, cause?: unknown): Error {
  return Object.assign(new Error('to http://host/appkeys/s3cret with s3cret', { cause }), { code });
}

describe('what the HTTP client throws', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'EPROTO',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_STREAM_PREMATURE_CLOSE',
    'HPE_INVALID_EOF_STATE',
  ])('with %s means that the upstream is not there, which can pass', (code) => {
    const error = transportError(coded(code));
    expect(error).toMatchObject({ failure: 'UPSTREAM_UNAVAILABLE', facts: { retries: 2 } });
    expect(error.message).toBe(`the upstream cannot be reached or broke off (${code})`);
  });

  it.each([
    'HPE_INVALID_CONSTANT',
    'HPE_HEADER_OVERFLOW',
    'HPE_INVALID_CONTENT_LENGTH',
    'Z_DATA_ERROR',
    'Z_BUF_ERROR',
    'ERR__ERROR_FORMAT_PADDING_2',
    'ERR_BAD_RESPONSE',
  ])('with %s means that its answer cannot be used, which does not pass', (code) => {
    const error = transportError(coded(code));
    expect(error.failure).toBe('UPSTREAM_INVALID');
    expect(error.facts.retries ?? 0).toBe(0);
    expect(error.message).toBe(`the answer is not valid HTTP or not validly encoded (${code})`);
  });

  it('is told by the code of its cause where it has none', () => {
    expect(transportError(coded(undefined, coded('ECONNRESET'))).message).toContain('(ECONNRESET)');
    expect(transportError(coded(7, { code: 'EPIPE' })).message).toContain('(EPIPE)');
  });

  it.each([
    undefined,
    null,
    'ECONNRESET',
    7,
    {},
    new Error('s3cret'),
    coded('http://host/s3cret'),
    coded('s3cret'),
    coded('A'.repeat(100)),
    coded(['EPIPE']),
  ])('is unknown and can pass, where it has no code: %p', (thrown) => {
    const error = transportError(thrown);
    expect(error).toMatchObject({ failure: 'UPSTREAM_UNAVAILABLE', facts: { retries: 2 } });
    expect(error.message).toBe('the upstream cannot be reached or broke off (UNKNOWN)');
  });

  it('leaves nothing of itself in the error', () => {
    const error = transportError(
      Object.assign(coded('ECONNRESET'), { config: { url: 's3cret' }, request: { path: 's3cret' } }),
    );
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain('s3cret');
  });

  it('is passed on if it is our own already', () => {
    const own = new UpstreamError('UPSTREAM_TIMEOUT', 'late');
    expect(transportError(own)).toBe(own);
  });
});
