import { UpstreamError } from '../upstream.errors.js';

const JSON_TYPE = /^(?:application|text)\/(?:[a-z0-9!#$&^_.+-]+\+)?json\s*(?:;|$)/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a body as JSON in UTF-8.
 *
 * A missing content type is tolerated, another one is not: a proxy's HTML page can begin like anything.
 *
 * @throws UpstreamError `UPSTREAM_INVALID`; no word of the body is in it.
 */
export function decodeJson(contentType: unknown, body: Buffer): unknown {
  if (typeof contentType === 'string' && !JSON_TYPE.test(contentType)) {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer is not JSON, by its content type');
  }
  try {
    const value: unknown = JSON.parse(utf8.decode(body));
    return value;
  } catch {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer is not valid JSON');
  }
}
