import { hash } from 'node:crypto';
import type { KeyEntry } from '../config/key-file.js';
import { decodeKeyFile } from '../config/key-file.js';
import type { WatchedFile } from '../config/watched-file.js';
import type { Scope } from '../domain/scopes.js';
import type { View } from '../domain/view.js';
import { RecentKeys } from './recent-keys.js';

/** Who is calling, as far as we need to know. */
export interface Client {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** What of the catalogue it may see. */
  readonly view: View;
}

/**
 * What became of a look at the key file; nothing in it is secret.
 *
 * - `loaded`: its keys are in force
 * - `refused`: it is wrong, and the keys before it stay; the faults are those of `decodeKeyFile`
 * - `unreadable`: it is gone or cannot be read, and the keys before it stay
 */
export type KeyFileEvent =
  | { readonly kind: 'loaded'; readonly keys: number }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface Key {
  readonly expiresAtMs: number;
  readonly client: Client;
}

/** The keys of all clients, as digests. A replaced key file takes effect within a second. */
export class ClientKeys {
  readonly #file: WatchedFile;
  readonly #report: (event: KeyFileEvent) => void;
  #recent = new RecentKeys<Key>();
  /** By digest, in base64. */
  #keys: ReadonlyMap<string, Key> = new Map<string, Key>();

  /**
   * Reads the file; as long as it never was valid, there are no clients.
   *
   * @param report is told once of each new content or failure, from here or from `find`
   */
  constructor(file: WatchedFile, report: (event: KeyFileEvent) => void) {
    this.#file = file;
    this.#report = report;
    this.#refresh();
  }

  /**
   * The client whose key this is.
   *
   * The time it takes does not tell how nearly a key fits: what is looked up is a digest, and whoever guesses
   * keys cannot choose their digests.
   *
   * @param presented a header value as Node gives it: one character for each byte, so that UTF-8 keys work
   * @param nowMs milliseconds since 1970; a key is no longer valid from its `expiresAt` on
   * @param connection whatever stands for the connection that the key came through: what it sent last is known again
   */
  find(presented: string, nowMs: number, connection: object): Client | undefined {
    this.#refresh();
    if (presented === '') return undefined;
    const key = this.#recent.recall(connection, presented) ?? this.#lookUp(presented, connection);
    return key && nowMs < key.expiresAtMs ? key.client : undefined;
  }

  /** Reads the file now. */
  reread(): void {
    this.#file.recheck();
    this.#refresh();
  }

  #lookUp(presented: string, connection: object): Key | undefined {
    const key = this.#keys.get(hash('sha256', Buffer.from(presented, 'latin1'), 'base64'));
    if (key) this.#recent.remember(connection, presented, key);
    return key;
  }

  #refresh(): void {
    const change = this.#file.changed();
    if (change === undefined) return;
    if ('unreadable' in change) {
      this.#report({ kind: 'unreadable', reason: change.unreadable });
      return;
    }
    const decoded = decodeKeyFile(change.text);
    if ('faults' in decoded) {
      this.#report({ kind: 'refused', faults: decoded.faults });
      return;
    }
    this.#recent = new RecentKeys<Key>();
    this.#keys = new Map(
      decoded.entries.map((entry) => [Buffer.from(entry.sha256, 'hex').toString('base64'), toKey(entry)]),
    );
    this.#report({ kind: 'loaded', keys: this.#keys.size });
  }
}

function toKey({ client, scopes, expiresAtMs, view }: KeyEntry): Key {
  return { expiresAtMs, client: { name: client, scopes: new Set(scopes), view } };
}
