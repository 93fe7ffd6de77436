import type { FreshnessRules } from './freshness.js';
import type { Refresher } from './refresher.port.js';

/** When a list was confirmed, and what was wrong with it. */
export interface Confirmation {
  /** When the upstream was last seen to have this content; monotonic milliseconds. */
  readonly confirmedAt: number;
  /** The same moment by the wall clock, for people. */
  readonly confirmedAtWall: number;
  /** Rows of that listing that were no image. */
  readonly skipped: number;
}

/** A configured source, as far as answers depend on it; whoever brings its list up to date. */
export interface CatalogSource {
  /** The `source` of its images. */
  readonly id: string;
  /** The API it speaks, such as `toast-v1`. */
  readonly api: string;
  readonly rules: FreshnessRules;
  /** How long a request waits for a first list of it, in milliseconds. */
  readonly patienceMs: number;
  readonly refresher: Refresher;
  /** Of its last good list, however old. */
  readonly last: () => Confirmation | undefined;
}
