/** What is counted: requests of callers, and requests of addresses that showed no valid credential. */
export type Counted = 'requests' | 'failures';

/** So many more of one caller. */
export interface Use {
  /** Who: a text of any length, such as `client:team-a`. */
  readonly key: string;
  readonly count: number;
}

/** How much a caller has used of the window that runs. */
export interface Tally {
  /** Those included that were asked for now. */
  readonly used: number;
  /** Until the window ends and a new one begins; never more than the length of a window. */
  readonly resetMs: number;
}

/** Counts for several processes together; may be slow, away or wrong about both. */
export interface SharedCounter {
  /** @returns for each use in its order; rejects with an `Error` whose message holds no key */
  add(counted: Counted, uses: readonly Use[]): Promise<readonly Tally[]>;
}
