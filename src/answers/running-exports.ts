import type { CatalogService } from '../catalog/catalog.service.js';
import type { LimitsConfig } from '../config/app-config.js';
import type { OverloadLog } from '../http/overload-log.js';
import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import type { ExportMetrics, ExportOutcome } from '../observability/export-metrics.js';
import type { Log } from '../observability/log.js';
import { ProblemError } from '../problems/problem.error.js';

/** Whom it asks, and tells. */
export interface RunningExportsParts {
  readonly limits: Pick<LimitsConfig, 'exports' | 'exportTimeoutMs'>;
  readonly catalog: Pick<CatalogService, 'isLast'>;
  readonly overloadLog: OverloadLog;
  readonly metrics: ExportMetrics;
  readonly drain: Drain;
  readonly log: Log;
  readonly clock: Clock;
}

/** An export goes on for so long with a list that was replaced, which it keeps in memory. */
const REPLACED_FOR_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

const TOO_MANY = new ProblemError(
  'OVERLOADED',
  'This instance makes as many exports as it can at a time; send the request again later.',
  { headers: { 'retry-after': '5' } },
);

/** An export from its beginning to its end, whatever that is. */
export class RunningExport {
  private readonly stopping = new AbortController();
  private outcome: ExportOutcome = 'failed';
  private replacedAt: number | undefined;

  constructor(
    readonly requestId: string,
    readonly startedAt: number,
    /** Of the snapshot that it is made from. */
    private readonly identity: object,
  ) {}

  /** Aborts when it has ended, or must. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get endedBy(): ExportOutcome {
    return this.outcome;
  }

  /** Ends it; what is said first counts. */
  end(outcome: ExportOutcome): void {
    if (this.signal.aborted) return;
    this.outcome = outcome;
    this.stopping.abort();
  }

  /** For how long its list has been another one than that which is served. */
  replacedForMs(now: number, isLast: (identity: object) => boolean): number {
    if (isLast(this.identity)) this.replacedAt = undefined;
    else this.replacedAt ??= now;
    return now - (this.replacedAt ?? now);
  }
}

/**
 * The exports that run, of which there are so many at most. Whoever reads slowly holds a place, a few pieces of the
 * answer and, once the list is replaced, the old one; so an export has an end, in any case and soon after that.
 */
export class RunningExports {
  private readonly running = new Set<RunningExport>();
  private isAwake = false;

  constructor(private readonly parts: RunningExportsParts) {
    parts.drain.lastCall.addEventListener('abort', () => {
      for (const each of this.running) each.end('draining');
    });
  }

  /** @throws ProblemError `OVERLOADED` */
  begin(requestId: string, identity: object): RunningExport {
    const { limits, overloadLog, clock } = this.parts;
    if (this.running.size >= limits.exports) {
      overloadLog.shed('exports');
      throw TOO_MANY;
    }
    const begun = new RunningExport(requestId, clock.monotonic(), identity);
    this.running.add(begun);
    if (!this.isAwake) this.lookLater();
    return begun;
  }

  /** Counts it, and gives its place to another one. */
  end(ended: RunningExport): void {
    const { metrics, log, clock } = this.parts;
    const { requestId, startedAt, endedBy } = ended;
    if (!this.running.delete(ended)) return;
    metrics.ended(endedBy);
    if (endedBy === 'complete' || endedBy === 'caller_gone') return;
    log.info('export broken off', {
      requestId,
      reason: endedBy,
      ms: Math.round(clock.monotonic() - startedAt),
    });
  }

  private lookLater(): void {
    this.isAwake = this.running.size > 0;
    if (this.isAwake) this.parts.clock.after(LOOK_EVERY_MS, () => this.look());
  }

  private look(): void {
    const { limits, catalog, clock } = this.parts;
    const now = clock.monotonic();
    const isLast = (identity: object): boolean => catalog.isLast(identity);
    for (const each of this.running) {
      if (now - each.startedAt >= limits.exportTimeoutMs) each.end('timeout');
      else if (each.replacedForMs(now, isLast) >= REPLACED_FOR_MS) each.end('replaced');
    }
    this.lookLater();
  }
}
