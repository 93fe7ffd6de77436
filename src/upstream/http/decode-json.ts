import { UpstreamError } from '../upstream.errors.js';

const JSON_TYPE = /^(?:application|text)\/(?:[a-z0-9!#$&^_.+-]+\+)?json\s*(?:;|$)/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The part of an answer that says what it is, and the body. */
export interface JsonAnswer {
  readonly contentType: unknown;
  readonly body: readonly Uint8Array[];
}

/**
 * Reads a short body as JSON in UTF-8, in one go; `openPage` reads long ones.
 *
 * @throws UpstreamError `UPSTREAM_INVALID`; no word of the body is in it.
 */
export function decodeJson({ contentType, body }: JsonAnswer): unknown {
  requireJsonType(contentType);
  return decodedBy(() => {
    const value: unknown = JSON.parse(utf8.decode(Buffer.concat(body)));
    return value;
  });
}

/**
 * A missing content type is tolerated, another one is not: a proxy's HTML page can begin like anything.
 *
 * @throws UpstreamError `UPSTREAM_INVALID`
 */
export function requireJsonType(contentType: unknown): void {
  if (typeof contentType === 'string' && !JSON_TYPE.test(contentType)) {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer is not JSON, by its content type');
  }
}

/** What `decode` returns; whatever it throws says that the bytes are no JSON, and carries them. */
export function decodedBy<T>(decode: () => T): T {
  try {
    return decode();
  } catch {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer is not valid JSON');
  }
}
