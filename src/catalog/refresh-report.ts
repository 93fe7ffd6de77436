import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import type { ListingSummary } from '../upstream/listing-reader.port.js';
import { UpstreamError } from '../upstream/upstream.errors.js';

/** What became of a refresh. */
export type RefreshOutcome = 'changed' | 'unchanged' | 'doubted' | UpstreamError;

/** What is said of a refresh that has ended. */
export interface RefreshReport {
  /** Who did it, where it was not this process. */
  readonly by?: 'another replica';
  readonly outcome: RefreshOutcome;
  /** What the upstream listed, where it did. */
  readonly listing: ListingSummary | undefined;
  readonly ms: number;
  /** How long the upstream is now left alone; 0 after a success. */
  readonly cooldownMs: number;
}

/** Writes one line for each refresh, and counts it. */
export function refreshReporter(source: string, log: Log, metrics: Metrics): (report: RefreshReport) => void {
  return ({ by, outcome, listing, ms, cooldownMs }) => {
    const failed = outcome instanceof UpstreamError;
    const fields = {
      source,
      ...(by && { by }),
      outcome: failed ? outcome.failure : outcome,
      ms: Math.round(ms),
      ...listing,
      ...(failed && { reason: outcome.message, cooldownMs: Math.round(cooldownMs) }),
    };
    if (!by) metrics.refreshEnded(source, fields.outcome);
    if (failed) log.warn('refresh failed', fields);
    else if (outcome === 'doubted')
      log.warn('refresh doubted: less than half of the images are left', fields);
    else log.info('refresh', fields);
  };
}
