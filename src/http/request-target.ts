/** A path of characters that need no escape, without empty segments. */
const PLAIN_PATH = /^(?:\/|(?:\/[A-Za-z0-9._~-]+)+)$/;
/** Of a target in absolute form (RFC 9112, 3.2.2): a server with a name, and no user (RFC 9110, 4.2). */
const ORIGIN = /^https?:\/\/(?:\[[\dA-F:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?(?=[/?#]|$)/i;

/** Stands for every path that is spelt in another way than the one that we answer to. */
const UNROUTABLE = '/-';

/** The longest query, in characters as they were sent. */
export const LONGEST_QUERY = 8 * 1_024;

/**
 * Rewrites a request target for routing. Paths are exact: one with double or trailing slashes, with escapes
 * that were not needed or are not valid, leads nowhere, but stays under `/v1` if it was there.
 */
export function routableTarget(target: string): string {
  const origin = target.replace(ORIGIN, '');
  const mark = origin.indexOf('?');
  const path = mark < 0 ? origin : origin.slice(0, mark);
  if (PLAIN_PATH.test(path)) return origin;
  if (path.startsWith('/') && path.length > 1 && path.slice(1).split('/').every(isNeatlyEscaped))
    return origin;
  return isUnderApi(path) ? `/v1${UNROUTABLE}` : UNROUTABLE;
}

/** Whether a path belongs to the API, where 401 comes before anything else. */
export function isUnderApi(path: string): boolean {
  return path === '/v1' || path.startsWith('/v1/');
}

/** The query of a request target, without its question mark. */
export function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

/** The path of a request target. */
export function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? target : target.slice(0, mark);
}

function isNeatlyEscaped(segment: string): boolean {
  try {
    return segment !== '' && encodeURIComponent(decodeURIComponent(segment)) === segment;
  } catch {
    return false;
  }
}
