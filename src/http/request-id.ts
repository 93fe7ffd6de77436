import { randomFillSync } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/;

const ID_BYTES = 12;

/** Random bytes are drawn for so many ids at once, because a draw costs more than what is drawn. */
const pool = Buffer.allocUnsafe(ID_BYTES * 512);
let used = pool.length;

/** A new id for a request: 96 random bits. */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.toString('base64url', used - ID_BYTES, used);
}

/** The caller's own id for a request where it is harmless, and no secret of ours, else a new one. */
export function requestId(header: string | string[] | undefined, mask: (text: string) => string): string {
  const harmless = typeof header === 'string' && ACCEPTABLE.test(header) && mask(header) === header;
  return harmless ? header : newRequestId();
}
