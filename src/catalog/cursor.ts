import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { Secret } from '../config/secret.js';
import type { Anchor, PageStart } from './image-query.js';

/** The starts that a cursor can say; an offset is not one of them, it moves with the catalogue. */
export type CursorStart = Exclude<PageStart, { kind: 'offset' }>;

/** Why a cursor cannot be used. */
export type CursorFault = 'INVALID_CURSOR' | 'CURSOR_MISMATCH';

const MAC_BYTES = 16;
const KINDS = ['after', 'before', 'last'] as const;

/**
 * Writes a place in a listing as opaque text, for `readCursor` on any replica with the same secret.
 *
 * @param listing the canonical filters and sort that the place belongs to
 */
export function writeCursor(start: CursorStart, listing: string, secret: Secret): string {
  const anchor = start.kind === 'last' ? [] : [start.anchor.id, start.anchor.source, start.anchor.values];
  const payload = Buffer.from(JSON.stringify([KINDS.indexOf(start.kind), digest(listing), ...anchor]));
  return Buffer.concat([mac(payload, secret), payload]).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @returns `INVALID_CURSOR` for a text that `writeCursor` did not make with this secret, `CURSOR_MISMATCH` for
 *   one of another listing
 */
export function readCursor(text: string, listing: string, secret: Secret): CursorStart | CursorFault {
  const bytes = Buffer.from(text, 'base64url');
  // several texts decode to the same bytes; only the one that was given out is accepted
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== text) return 'INVALID_CURSOR';
  const payload = bytes.subarray(MAC_BYTES);
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(payload, secret))) return 'INVALID_CURSOR';
  // signed by us a line above, so that it has the shape that `writeCursor` gave it
  const [kind, listingDigest, id, source, values] = JSON.parse(payload.toString()) as [
    number,
    string,
    string,
    string,
    Anchor['values'],
  ];
  if (listingDigest !== digest(listing)) return 'CURSOR_MISMATCH';
  const start = KINDS[kind] ?? 'last';
  return start === 'last' ? { kind: start } : { kind: start, anchor: { id, source, values } };
}

function digest(listing: string): string {
  return createHash('sha256').update(listing).digest('base64url').slice(0, 16);
}

/** The prefix keeps cursors apart from whatever else the secret may sign, and from other formats of ours. */
function mac(payload: Buffer, secret: Secret): Buffer {
  return createHmac('sha256', secret.reveal())
    .update('cursor/1\n')
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES);
}
