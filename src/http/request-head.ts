import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** RFC 9110, 7.2: a name or an address, and a port; no user, no path. It may be empty. */
const HOST = /^(?:\[[\dA-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/;

/** Whether a `Host` is named, and once: two of them reach us as one text with a comma and a blank. */
export function isHost(text: string | undefined): boolean {
  return text !== undefined && HOST.test(text);
}

/** Whether a request is of a version that we speak; Node reads others as if they were HTTP/1.1. */
export function isSpoken(httpVersion: string): boolean {
  return httpVersion === '1.1' || httpVersion === '1.0';
}

/** Whether a request says that it has a body, be it none of a length of 0. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/**
 * Whether it is beyond doubt where a request ends. Of transfer codings chunks alone are read, and those not from
 * HTTP/1.0, which has none (RFC 9112, 6.1): whatever passed the request on may have read another end than we do,
 * and what follows may be somebody else's. A length with a coding, or two lengths, Node refuses itself.
 */
export function endsClearly({
  headers,
  httpVersion,
}: Pick<IncomingMessage, 'headers' | 'httpVersion'>): boolean {
  const coding = headers['transfer-encoding'];
  return coding === undefined || (httpVersion === '1.1' && coding.toLowerCase() === 'chunked');
}
