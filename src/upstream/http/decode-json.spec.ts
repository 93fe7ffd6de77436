import { UpstreamError } from '../upstream.errors.js';
import { decodeJson } from './decode-json.js';

function failureOf(contentType: unknown, body: Buffer): UpstreamError {
  try {
    decodeJson({ contentType, body: [body] });
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('a body', () => {
  it.each([
    undefined,
    'application/json',
    'application/json;charset=UTF-8',
    'application/json ; charset=utf-8',
    'APPLICATION/JSON',
    'text/json',
    'application/problem+json',
    'application/vnd.vendor.v1+json; charset=utf-8',
  ])('is read with the content type %p', (contentType) => {
    expect(decodeJson({ contentType, body: [Buffer.from('{"a":["é",1]}')] })).toEqual({ a: ['é', 1] });
  });

  it.each([
    '',
    'text/html',
    'text/html; charset=application/json',
    'text/plain',
    'application/xml',
    'application/jsonx',
    'application/json-seq',
    'application/javascript',
    'image/svg+json+xml',
    'x-application/json',
  ])('is not read with the content type %p', (contentType) => {
    expect(failureOf(contentType, Buffer.from('{}'))).toMatchObject({ failure: 'UPSTREAM_INVALID' });
  });

  it('may begin with a byte order mark', () => {
    expect(decodeJson({ contentType: 'application/json', body: [Buffer.from('\ufeff[]')] })).toEqual([]);
  });

  it.each([
    ['nothing', Buffer.from('')],
    ['blanks', Buffer.from(' \n')],
    ['HTML', Buffer.from('<html>secret-of-the-page</html>')],
    ['JSON cut off', Buffer.from('{"secret-of-the-page":1')],
    ['two values', Buffer.from('{}{}')],
    ['NaN', Buffer.from('{"a":NaN}')],
    ['single quotes', Buffer.from("{'secret-of-the-page':1}")],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1')],
    ['UTF-16', Buffer.from('{"a":"é"}', 'utf16le')],
    ['half a character', Buffer.from('"é"').subarray(0, 2)],
    ['bytes of gzip', Buffer.from([0x1f, 0x8b, 0x08, 0x00])],
  ])('of %s is not read, and no word of it is told', (_what, body) => {
    const error = failureOf('application/json', body);
    expect(error.failure).toBe('UPSTREAM_INVALID');
    expect(error.message).toBe('the answer is not valid JSON');
    expect(error.cause).toBeUndefined();
    expect(error.facts.retries ?? 0).toBe(0);
  });

  it('does not reach the prototype of anything', () => {
    const value = decodeJson({
      contentType: 'application/json',
      body: [Buffer.from('{"__proto__":{"polluted":true}}')],
    });
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });
});
