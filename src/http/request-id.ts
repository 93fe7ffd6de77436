import { randomUUID } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/;

/** A new id for a request. */
export function newRequestId(): string {
  return randomUUID();
}

/** The caller's own id for a request where it is harmless, and no secret of ours, else a new one. */
export function requestId(header: string | string[] | undefined, mask: (text: string) => string): string {
  const harmless = typeof header === 'string' && ACCEPTABLE.test(header) && mask(header) === header;
  return harmless ? header : newRequestId();
}
