import { randomBytes } from 'node:crypto';

import { withoutCredentials } from '../domain/credential-shapes.js';

export const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/;

const ID_BYTES = 12;

/** In base64url, four characters for three bytes. */
const ID_LENGTH = (ID_BYTES / 3) * 4;

/** So many ids are drawn and put into text at once: the calls that do it cost more than what they do. */
const IDS_AT_ONCE = 512;
let drawn = '';
let used = 0;

/** A new id for a request: 96 random bits. */
export function newRequestId(): string {
  if (used === drawn.length) {
    drawn = randomBytes(ID_BYTES * IDS_AT_ONCE).toString('base64url');
    used = 0;
  }
  used += ID_LENGTH;
  return drawn.slice(used - ID_LENGTH, used);
}

/** The caller's own id for a request where it is harmless, no secret of ours and no credential, else a new one. */
export function requestId(header: string | string[] | undefined, mask: (text: string) => string): string {
  const harmless = typeof header === 'string' && ACCEPTABLE.test(header) && mask(header) === header;
  return harmless && withoutCredentials(header) === header ? header : newRequestId();
}
