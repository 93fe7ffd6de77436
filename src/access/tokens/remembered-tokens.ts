import { hash, timingSafeEqual } from 'node:crypto';

import type { Client } from '../client-keys.js';

/** How many tokens are known again whatever connection they come through; the oldest is forgotten first. */
const MOST_KEPT = 5_000;
/** Of a header field with a token; longer ones are not compared. */
const LONGEST = 16_384;

/** What is known of a token that was verified. */
export interface VerifiedToken {
  readonly client: Client;
  /** Milliseconds since 1970, from which on it is not valid. */
  readonly endsAtMs: number;
  /** Stands for the keys that it was verified with. */
  readonly keys: object;
}

/**
 * The tokens that were verified, to be known again without a signature: by the connection that sent one last, and by
 * digest for callers that come through many connections. No comparison takes longer the more of a token is guessed.
 *
 * Memory: one token for each connection, and 5,000 digests.
 */
export class RememberedTokens {
  private readonly last = new WeakMap<object, { readonly sent: Buffer; readonly known: VerifiedToken }>();
  private readonly byDigest = new Map<string, VerifiedToken>();
  /** What is being compared: to copy it here and compare bytes takes a tenth of the time of comparing characters. */
  private readonly bytes = Buffer.alloc(LONGEST);

  /** @param presented the header field with the token in it, one character for each byte */
  recall(presented: string, connection: object): VerifiedToken | undefined {
    const last = this.last.get(connection);
    if (last && this.isEqual(presented, last.sent)) return last.known;
    const known = this.byDigest.get(digestOf(presented));
    if (known) this.rememberLast(presented, connection, known);
    return known;
  }

  remember(presented: string, connection: object, token: VerifiedToken): void {
    const digest = digestOf(presented);
    this.byDigest.delete(digest);
    for (const oldest of this.byDigest.keys()) {
      if (this.byDigest.size < MOST_KEPT) break;
      this.byDigest.delete(oldest);
    }
    this.byDigest.set(digest, token);
    this.rememberLast(presented, connection, token);
  }

  private rememberLast(presented: string, connection: object, known: VerifiedToken): void {
    if (presented.length <= LONGEST) {
      this.last.set(connection, { sent: Buffer.from(presented, 'latin1'), known });
    }
  }

  private isEqual(presented: string, sent: Buffer): boolean {
    if (presented.length !== sent.length) return false;
    const length = this.bytes.write(presented, 'latin1');
    return timingSafeEqual(this.bytes.subarray(0, length), sent);
  }
}

function digestOf(presented: string): string {
  return hash('sha256', Buffer.from(presented, 'latin1'), 'base64');
}
