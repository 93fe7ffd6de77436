import { hash } from 'node:crypto';

import type { Client } from '../client-keys.js';
import { RecentKeys } from '../recent-keys.js';

/** How many tokens are known again whatever connection they come through; the oldest is forgotten first. */
const MOST_KEPT = 5_000;

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
 * digest for callers that come through many connections.
 *
 * Memory: one token for each connection, and 5,000 digests.
 */
export class RememberedTokens {
  private readonly recent = new RecentKeys<VerifiedToken>();
  private readonly byDigest = new Map<string, VerifiedToken>();

  /** @param presented the header field with the token in it */
  recall(presented: string, connection: object): VerifiedToken | undefined {
    const recent = this.recent.recall(connection, presented);
    if (recent) return recent;
    const known = this.byDigest.get(digestOf(presented));
    if (known) this.recent.remember(connection, presented, known);
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
    this.recent.remember(connection, presented, token);
  }
}

function digestOf(presented: string): string {
  return hash('sha256', Buffer.from(presented, 'latin1'), 'base64');
}
