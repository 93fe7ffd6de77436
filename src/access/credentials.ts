import type { IncomingMessage } from 'node:http';

/** The part of a request that credentials are in; the socket stands for the connection that they came through. */
export type Credentials = Pick<IncomingMessage, 'headers' | 'rawHeaders' | 'socket'>;

/**
 * Whether a header field was sent more than once. Node keeps the first `Authorization` and says nothing of others,
 * and joins the rest with a comma; which of them counts, a proxy before us may see differently.
 *
 * @param name in lower case
 */
export function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at]!;
    if (sent.length === name.length && sent.toLowerCase() === name) count++;
  }
  return count > 1;
}
