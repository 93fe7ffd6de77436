import type { HeldCatalog } from '../current-catalog.js';
import type { RefreshOutcome } from '../refresh-report.js';
import type { RefreshNews } from './refresh-news.js';

/** How a refresh of this process ended, for the other replicas; no news where it was broken off by a stop. */
export interface OwnRefresh {
  readonly news: RefreshNews | undefined;
  /** The catalogue that the news confirm. */
  readonly held?: HeldCatalog | undefined;
}

/**
 * What became of news: an outcome as if this process had refreshed; `known` where they say nothing new; `missing`
 * where they tell of a catalogue that cannot be had from the store.
 */
export type Taken = RefreshOutcome | 'known' | 'missing';

/** Whoever brings this process's catalogue up to date, as `Replicas` needs it. */
export interface Listener {
  /**
   * @param isBinding also where it is of an earlier moment than what is known here
   * @returns `undefined` while it has no time for news; it is then told again
   */
  hear(news: RefreshNews, isBinding: boolean): Promise<Taken> | undefined;
  /** Takes what is in the store, which this process has not; the same as `hear`. */
  restore(): Promise<Taken> | undefined;
  /** What this process holds, for a store that has lost it; nothing while that is being replaced or confirmed. */
  held(): OwnRefresh | undefined;
}

/** The other gateways with the same store, and this one's turn among them. */
export abstract class Replicas {
  /** Finds the store, so that it can be read. Never fails, and never waits longer than a second. */
  abstract open(): Promise<void>;

  /** Passes on what others have told, and listens from now on. Never fails. */
  abstract listen(listener: Listener): Promise<void>;

  /**
   * Does `refresh` when it is this process's turn, stores what it brought, and tells the others; unless another
   * replica does it, or has just done it. Never fails: without the others, this process goes on alone.
   *
   * @param take is given the news of others meanwhile; never rejects
   * @returns what became of the news of the replica that did it instead; `undefined` when `refresh` was done
   */
  abstract inTurn(
    refresh: () => Promise<OwnRefresh>,
    take: (news: RefreshNews) => Promise<Taken>,
  ): Promise<RefreshOutcome | undefined>;

  /** Whether a caller may force a refresh now: at most every 5 s among all replicas. */
  abstract mayForce(): Promise<boolean>;

  /** Waits, at most `ms`, until what was to be stored is stored. */
  abstract settled(ms: number): Promise<void>;

  /** Gives up a turn, and listens no more. */
  abstract end(): Promise<void>;
}
