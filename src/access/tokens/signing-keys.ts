import type { KeyObject } from 'node:crypto';

import type { SigningAlgorithm } from '../../config/jwt-settings.js';
import type { Clock } from '../../observability/clock.js';
import { JwksError, type JwksEndpoint } from './jwks-endpoint.js';
import { readKeySet, type KeySet } from './key-set.js';

const REFRESH_EVERY_MS = 300_000;
/** After a failure, while there are keys from before. */
const RETRY_MS = 30_000;
/** After a failure, while there never were keys: nobody with a token can be let in. */
const FIRST_RETRY_MS = 5_000;
/** Between fetches that tokens cause, by naming a key that is not known. */
const UNKNOWN_KEY_COOLDOWN_MS = 30_000;
/** How many fetches one token waits for: the one that runs, which may have begun too early, and one of its own. */
const FETCHES_WAITED_FOR = 2;

/**
 * What became of the keys; told when that changes, and not for each fetch.
 *
 * - `loaded`: there are keys, and they are not those of before
 * - `failing`: they cannot be fetched; those of before, `keys` of them, stay in force
 * - `recovered`: they can be fetched again
 */
export type SigningKeysEvent =
  | { readonly kind: 'loaded'; readonly keys: number; readonly ignored: number }
  | { readonly kind: 'failing'; readonly reason: string; readonly keys: number }
  | { readonly kind: 'recovered'; readonly keys: number };

/** Who is told how the keys do. */
export interface SigningKeysWatch {
  changed(event: SigningKeysEvent): void;
  fetched(outcome: 'ok' | 'failed'): void;
}

/** What a token's header says of the key that signed it. */
export interface KeyHint {
  readonly kid: string | undefined;
  readonly alg: SigningAlgorithm;
}

/** A key, and what stands for all that were in force with it. */
export interface FoundKey {
  readonly key: KeyObject;
  readonly keys: object;
}

/**
 * The public keys of the issuer. They are fetched on a timer, so that a new key is known before tokens are signed
 * with it, and the last good ones stay for as long as the issuer cannot be asked.
 *
 * One fetch runs at a time, whoever waits for it.
 */
export class SigningKeys {
  private keySet: KeySet | undefined;
  private confirmedAt: number | undefined;
  private running: Promise<void> | undefined;
  private isFailing = false;
  private nextFetchAt = 0;
  private nextForUnknownAt = -Infinity;
  private cancelNext = (): void => {};
  private readonly stopping = new AbortController();

  constructor(
    private readonly endpoint: JwksEndpoint,
    private readonly taken: readonly SigningAlgorithm[],
    private readonly clock: Clock,
    private readonly watch: SigningKeysWatch,
  ) {}

  /** Begins to fetch; nobody waits for it. */
  start(): void {
    void this.fetch();
  }

  stop(): void {
    this.stopping.abort();
    this.cancelNext();
  }

  /** Stands for the keys that are in force: another object as soon as one of them changes. */
  get current(): object | undefined {
    return this.keySet;
  }

  /** Since the keys were confirmed with the issuer; `undefined` before the first time. */
  get ageSeconds(): number | undefined {
    return this.confirmedAt === undefined ? undefined : (this.clock.monotonic() - this.confirmedAt) / 1_000;
  }

  /** How long it takes to the next attempt, in milliseconds. */
  get retryAfterMs(): number {
    return Math.max(0, this.nextFetchAt - this.clock.monotonic());
  }

  /** Whether there are keys; while there never were any, the fetch that runs is waited for. */
  async areLoaded(): Promise<boolean> {
    if (!this.keySet) await this.running;
    return this.keySet !== undefined;
  }

  /**
   * The key that a token says it was signed with. One that is not known may be new, and is asked for, but not more
   * often than every 30 s, whatever tokens say. A token without `kid` means the only key of its algorithm.
   */
  async find(hint: KeyHint): Promise<FoundKey | undefined> {
    for (let fetches = 0; ; fetches++) {
      const key = this.known(hint);
      if (key || hint.kid === undefined || fetches === FETCHES_WAITED_FOR) return key;
      const news = this.running ?? this.fetchForUnknown();
      if (!news) return undefined;
      await news;
    }
  }

  private known({ kid, alg }: KeyHint): FoundKey | undefined {
    const { keySet } = this;
    const suited = keySet?.keys.filter(({ algorithms }) => algorithms.includes(alg)) ?? [];
    const named = kid === undefined ? suited : suited.filter(({ id }) => id === kid);
    const [only, ...others] = named;
    return keySet && only && others.length === 0 ? { key: only.key, keys: keySet } : undefined;
  }

  private fetchForUnknown(): Promise<void> | undefined {
    const now = this.clock.monotonic();
    if (now < this.nextForUnknownAt) return undefined;
    this.nextForUnknownAt = now + UNKNOWN_KEY_COOLDOWN_MS;
    return this.fetch();
  }

  private fetch(): Promise<void> {
    this.running ??= this.fetchOnce().finally(() => {
      this.running = undefined;
      this.scheduleNext();
    });
    return this.running;
  }

  private async fetchOnce(): Promise<void> {
    const read = await this.read();
    if (this.stopping.signal.aborted) return;
    this.watch.fetched(typeof read === 'string' ? 'failed' : 'ok');
    if (typeof read === 'string') this.fail(read);
    else this.take(read);
  }

  /** @returns the keys, or why there are none */
  private async read(): Promise<KeySet | string> {
    try {
      return readKeySet(await this.endpoint.read(this.stopping.signal), this.taken);
    } catch (error) {
      return error instanceof JwksError ? error.message : 'its answer cannot be used';
    }
  }

  private take(read: KeySet): void {
    const isNew = read.fingerprint !== this.keySet?.fingerprint;
    this.confirmedAt = this.clock.monotonic();
    if (this.isFailing) this.watch.changed({ kind: 'recovered', keys: read.keys.length });
    this.isFailing = false;
    if (!isNew) return;
    this.keySet = read;
    this.watch.changed({ kind: 'loaded', keys: read.keys.length, ignored: read.ignored });
  }

  private fail(reason: string): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.watch.changed({ kind: 'failing', reason, keys: this.keySet?.keys.length ?? 0 });
  }

  private scheduleNext(): void {
    this.cancelNext();
    if (this.stopping.signal.aborted) return;
    const afterFailure = this.keySet ? RETRY_MS : FIRST_RETRY_MS;
    const ms = this.isFailing ? afterFailure : REFRESH_EVERY_MS;
    this.nextFetchAt = this.clock.monotonic() + ms;
    this.cancelNext = this.clock.after(ms, () => void this.fetch());
  }
}
