import type { HeldCatalog } from '../current-catalog.js';
import type { RefreshNews } from './refresh-news.js';

/** How a refresh of this process ended, for the other replicas; no news where it was broken off by a stop. */
export interface OwnRefresh {
  readonly news: RefreshNews | undefined;
  /** The catalogue that the news confirm. */
  readonly held?: HeldCatalog | undefined;
}

/** Whoever brings this process's catalogue up to date, as `Replicas` needs it. */
export interface Listener {
  /**
   * @param isBinding also where it is of an earlier moment than what is known here
   * @returns false while it has no time for news; it is then told again
   */
  hear(news: RefreshNews, isBinding: boolean): boolean;
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
   * @returns the news of the replica that did it instead; `undefined` when `refresh` was done
   */
  abstract inTurn(refresh: () => Promise<OwnRefresh>): Promise<RefreshNews | undefined>;

  /** Whether a caller may force a refresh now: at most every 5 s among all replicas. */
  abstract mayForce(): Promise<boolean>;

  /** Waits, at most `ms`, until what was to be stored is stored. */
  abstract settled(ms: number): Promise<void>;

  /** Gives up a turn, and listens no more. */
  abstract end(): Promise<void>;
}
