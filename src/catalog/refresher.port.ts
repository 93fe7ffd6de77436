import type { UpstreamError } from '../upstream/upstream.errors.js';
import type { RefreshOutcome } from './refresh-report.js';

/** The last failed refresh; forgotten when one succeeds. */
export interface RefreshFailure {
  readonly error: UpstreamError;
  /** Wall clock. */
  readonly at: number;
}

/** What became of a refresh that a caller asked for; `recent` when one was started less than 5 s ago. */
export type ForcedRefresh = 'started' | 'joined' | 'recent';

/** Whoever brings the catalogue of this process up to date, as the rest of the gateway knows it. */
export abstract class Refresher {
  abstract readonly lastFailure: RefreshFailure | undefined;

  abstract readonly isRunning: boolean;

  /** How long the upstream is still left alone, after a failure or a doubt; 0 when it is not. */
  abstract cooldownLeftMs(): number;

  /** Starts a refresh or joins the one that runs. Never rejects: a failure is an outcome. */
  abstract refresh(): Promise<RefreshOutcome>;

  /** Starts a refresh unless one runs or the upstream is left alone; the caller does not wait for it. */
  abstract refreshIfAllowed(): void;

  /** Starts or joins a refresh also in a cooldown, but starts one at most every 5 s. */
  abstract force(): ForcedRefresh | Promise<ForcedRefresh>;
}
