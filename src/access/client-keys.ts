import { hash } from 'node:crypto';
import type { KeyEntry } from '../config/key-file.js';
import { decodeKeyFile } from '../config/key-file.js';
import type { WatchedFile } from '../config/watched-file.js';
import type { Scope } from '../domain/scopes.js';
import type { View } from '../domain/view.js';
import type { ClientUse } from '../observability/access-metrics.js';
import type { Failure } from './failure.js';
import { changesBetween, type KeyChanges } from './key-changes.js';
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
 * - `loaded`: its keys are in force; `changes` against the file that was in force before, where there was one
 * - `refused`: it is wrong, and the keys before it stay; the faults are those of `decodeKeyFile`
 * - `unreadable`: it is gone or cannot be read, and the keys before it stay
 */
export type KeyFileEvent =
  | {
      readonly kind: 'loaded';
      readonly keys: number;
      readonly clients: number;
      readonly changes: KeyChanges | undefined;
    }
  | { readonly kind: 'refused'; readonly faults: readonly string[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface Key {
  readonly expiresAtMs: number;
  readonly client: Client;
  readonly use: Use;
}

/** When a client was recognised last, by whichever of its keys; milliseconds since 1970, `NaN` for never. */
interface Use {
  lastAtMs: number;
}

/** The keys of all clients, as digests. A replaced key file takes effect within a second. */
export class ClientKeys {
  readonly #file: WatchedFile;
  readonly #report: (event: KeyFileEvent) => void;
  #recent = new RecentKeys<Key>();
  /** By digest, in base64. */
  #keys: ReadonlyMap<string, Key> = new Map<string, Key>();
  #entries: readonly KeyEntry[] | undefined;
  /** By client. */
  #uses: ReadonlyMap<string, Use> = new Map<string, Use>();

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
    if (!key || nowMs >= key.expiresAtMs) return undefined;
    key.use.lastAtMs = nowMs;
    return key.client;
  }

  /** Why a key is not valid that `find` did not find. */
  failureOf(presented: string): Failure {
    const key = this.#keys.get(digestOf(presented));
    return key
      ? { credential: 'api-key', reason: 'expired', client: key.client.name }
      : { credential: 'api-key', reason: 'unknown' };
  }

  /** The clients of the file that were recognised since the start. */
  uses(): readonly ClientUse[] {
    return [...this.#uses].flatMap(([client, { lastAtMs }]) =>
      Number.isNaN(lastAtMs) ? [] : [{ client, atMs: lastAtMs }],
    );
  }

  /** Reads the file now. */
  reread(): void {
    this.#file.recheck();
    this.#refresh();
  }

  #lookUp(presented: string, connection: object): Key | undefined {
    const key = this.#keys.get(digestOf(presented));
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
    this.#take(decoded.entries);
  }

  #take(entries: readonly KeyEntry[]): void {
    const changes = this.#entries && changesBetween(this.#entries, entries);
    this.#entries = entries;
    this.#recent = new RecentKeys<Key>();
    const uses = new Map<string, Use>();
    const keys = new Map<string, Key>();
    for (const entry of entries) {
      const use = uses.get(entry.client) ?? this.#uses.get(entry.client) ?? { lastAtMs: NaN };
      uses.set(entry.client, use);
      keys.set(Buffer.from(entry.sha256, 'hex').toString('base64'), toKey(entry, use));
    }
    this.#uses = uses;
    this.#keys = keys;
    this.#report({ kind: 'loaded', keys: keys.size, clients: uses.size, changes });
  }
}

function toKey({ client, scopes, expiresAtMs, view }: KeyEntry, use: Use): Key {
  return { expiresAtMs, client: { name: client, scopes: new Set(scopes), view }, use };
}

/** @param presented one character for each byte */
function digestOf(presented: string): string {
  return hash('sha256', Buffer.from(presented, 'latin1'), 'base64');
}
