import type { CacheConfig } from '../config/app-config.js';
import type { Clock } from '../observability/clock.js';
import type { ImageSource } from '../upstream/image-source.port.js';
import type { ListingSummary } from '../upstream/listing-reader.port.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { CatalogSnapshot } from './catalog-snapshot.js';
import type { CurrentCatalog, HeldCatalog } from './current-catalog.js';
import { cooldownMs, DOUBT_DELAY_MS, FORCED_REFRESH_EVERY_MS, refreshDelayMs } from './refresh-schedule.js';
import type { RefreshOutcome, RefreshReport } from './refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from './refresher.port.js';
import type { SnapshotStore } from './snapshot.store.js';
import { ShrinkGuard } from './shrink-guard.js';
import type { Workbench, Workshop } from './workshop.port.js';

/**
 * Brings the catalogue up to date: one listing at a time, whoever asks and however many.
 *
 * Only a complete listing replaces the catalogue, in one step; a failure leaves it as it is and starts a
 * cooldown, in which nobody but `force` reaches the upstream.
 */
export class CatalogRefresher extends Refresher {
  private readonly shrinkGuard = new ShrinkGuard();
  private readonly stopping = new AbortController();
  private running: Promise<RefreshOutcome> | undefined;
  private failures = 0;
  private failure: RefreshFailure | undefined;
  private coolUntil = -Infinity;
  private forcedAt = -Infinity;
  private cancelTimer = (): void => {};
  private onChange = (): void => {};

  constructor(
    private readonly source: ImageSource,
    private readonly workshop: Workshop,
    private readonly current: CurrentCatalog,
    private readonly store: SnapshotStore,
    private readonly config: CacheConfig,
    private readonly clock: Clock,
    private readonly report: (report: RefreshReport) => void,
  ) {
    super();
  }

  get lastFailure(): RefreshFailure | undefined {
    return this.failure;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Tells whenever a refresh has begun, and when one is over and all that it changed can be seen. */
  watch(onChange: () => void): void {
    this.onChange = onChange;
  }

  cooldownLeftMs(): number {
    return Math.max(0, this.coolUntil - this.clock.monotonic());
  }

  refresh(): Promise<RefreshOutcome> {
    if (!this.running) {
      this.running = this.run().finally(() => this.over());
      this.onChange();
    }
    return this.running;
  }

  refreshIfAllowed(): void {
    if (this.cooldownLeftMs() === 0) void this.refresh();
  }

  force(): ForcedRefresh {
    if (this.running) return 'joined';
    if (this.clock.monotonic() - this.forcedAt < FORCED_REFRESH_EVERY_MS) return 'recent';
    this.forcedAt = this.clock.monotonic();
    void this.refresh();
    return 'started';
  }

  /** Ends a running refresh, and starts no more by itself. */
  stop(): void {
    this.cancelTimer();
    this.stopping.abort();
  }

  private over(): void {
    this.running = undefined;
    this.onChange();
  }

  private async run(): Promise<RefreshOutcome> {
    this.cancelTimer();
    const startedAt = this.clock.monotonic();
    const { outcome, listing } = await this.readAndReplace();
    const nextMs = this.nextDelayMs(outcome);
    if (nextMs !== undefined && !this.stopping.signal.aborted) {
      this.cancelTimer = this.clock.after(nextMs, () => void this.refresh());
    }
    const ms = this.clock.monotonic() - startedAt;
    this.report({ source: this.source.id, outcome, listing, ms, cooldownMs: this.cooldownLeftMs() });
    return outcome;
  }

  private async readAndReplace(): Promise<Pick<RefreshReport, 'outcome' | 'listing'>> {
    const { signal } = this.stopping;
    const bench = this.workshop.open(signal, this.current.get() !== undefined);
    let listing: ListingSummary | undefined;
    try {
      listing = await this.source.listAll(bench, signal);
      return { outcome: await this.accept(listing, bench), listing };
    } catch (error) {
      return { outcome: this.fail(asUpstreamError(error)), listing };
    } finally {
      bench.close();
    }
  }

  private fail(error: UpstreamError): UpstreamError {
    this.failures++;
    this.failure = { error, at: this.clock.now() };
    const wait = cooldownMs(this.failures, error.facts.retryAfterMs, Math.random());
    // a refresh that was forced does not shorten what the upstream had asked for
    this.coolUntil = Math.max(this.coolUntil, this.clock.monotonic() + wait);
    return error;
  }

  /** @throws UpstreamError when no catalogue can be made of the listing */
  private async accept({ count, skipped }: ListingSummary, bench: Workbench): Promise<RefreshOutcome> {
    const held = this.current.get();
    if (this.shrinkGuard.doubts(held?.snapshot.count ?? 0, count)) {
      this.succeed();
      this.coolUntil = this.clock.monotonic() + DOUBT_DELAY_MS;
      return 'doubted';
    }
    const prepared = await bench.prepare(held?.snapshot.version);
    this.succeed();
    if (prepared) this.replace(new CatalogSnapshot(prepared, this.changedAt(held)), skipped);
    else if (held) this.replace(held.snapshot, skipped);
    return prepared ? 'changed' : 'unchanged';
  }

  private succeed(): void {
    this.failures = 0;
    this.failure = undefined;
    this.coolUntil = -Infinity;
  }

  private replace(snapshot: CatalogSnapshot, skipped: number): void {
    const confirmedAt = this.clock.monotonic();
    const confirmed = { snapshot, confirmedAt, confirmedAtWall: this.clock.now(), skipped };
    this.current.replace(confirmed);
    this.store.save(confirmed);
  }

  /** HTTP dates are whole seconds: a change within the same second as the one before counts as of the next. */
  private changedAt(held: HeldCatalog | undefined): number {
    const before = held ? Math.floor(held.snapshot.changedAt / 1_000) * 1_000 : -Infinity;
    return Math.max(this.clock.now(), before + 1_000);
  }

  private nextDelayMs(outcome: RefreshOutcome): number | undefined {
    if (outcome === 'doubted') return DOUBT_DELAY_MS;
    if (!this.config.keepWarm) return undefined;
    return outcome instanceof UpstreamError ? this.cooldownLeftMs() : refreshDelayMs(this.config.freshForMs);
  }
}

/** The port promises nothing else; a bug in an adapter must not stop the refreshes for ever. */
function asUpstreamError(thrown: unknown): UpstreamError {
  return thrown instanceof UpstreamError
    ? thrown
    : new UpstreamError('UPSTREAM_INVALID', 'the answer could not be read, because of a bug in the gateway');
}
