import type { Drain } from '../lifecycle/drain.js';
import type { View } from '../domain/view.js';
import type { Clock } from '../observability/clock.js';
import type { ImageSource } from '../upstream/image-source.port.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import type { CatalogView } from './catalog-view.js';
import type { CatalogStatus } from './catalog-status.js';
import { NoCatalogError, type NoCatalogReason } from './catalog.errors.js';
import type { CurrentCatalog, HeldCatalog } from './current-catalog.js';
import { freshnessOf, type Freshness, type FreshnessRules } from './freshness.js';
import { Impatience } from './impatience.js';
import type { ForcedRefresh, Refresher } from './refresher.port.js';

/** A catalogue that may be served now, and how current it is. */
export interface ServedCatalog {
  readonly catalog: CatalogView;
  readonly freshness: Freshness;
}

/** Asked to try again after this time when nothing better is known. */
const RETRY_SOON_MS = 1_000;

/**
 * What the rest of the gateway may ask about images: a catalogue, how it does, and a refresh. Whatever tells of images
 * is told as far as the view of who asks goes.
 */
export class CatalogService {
  constructor(
    private readonly source: Pick<ImageSource, 'id' | 'api'>,
    private readonly current: CurrentCatalog,
    private readonly refresher: Refresher,
    private readonly rules: FreshnessRules,
    private readonly patienceMs: number,
    private readonly clock: Clock,
    private readonly drain: Drain,
  ) {}

  /** The ids of the configured sources, whether they answer or not. */
  sourceIds(view: View): readonly string[] {
    return [this.source.id].filter((id) => view.hasSource(id));
  }

  /** Whether there is a catalogue to serve. */
  get isReady(): boolean {
    return this.current.get() !== undefined;
  }

  /** The catalogue if there is one, without waiting; one that is stale gets refreshed behind the caller's back. */
  now(view: View): ServedCatalog | undefined {
    const held = this.current.last();
    if (!held) return undefined;
    const freshness = freshnessOf(this.current.ageMs(held), this.rules, this.refresher.lastFailure?.error);
    if (freshness.stale === 'no') return { catalog: held.snapshot.for(view), freshness };
    if (!this.current.get()) return undefined;
    this.refresher.refreshIfAllowed();
    return { catalog: held.snapshot.for(view), freshness };
  }

  /**
   * The catalogue: at once if there is one; else with the fetch that runs or is started by this, which at
   * most takes the time of one upstream exchange and half a second.
   *
   * @throws NoCatalogError that fetch's failure; in the cooldown after one, that failure at once
   */
  async available(view: View): Promise<ServedCatalog> {
    const served = this.now(view);
    if (served) return served;
    const known = this.refresher.lastFailure;
    if (known && !this.refresher.isRunning && this.refresher.cooldownLeftMs() > 0)
      throw this.failed(known.error);
    const impatience = new Impatience(this.clock, this.patienceMs, this.drain.lastCall);
    const outcome = await Promise.race([this.refresher.refresh(), impatience.reason]).finally(() =>
      impatience.end(),
    );
    if (outcome instanceof UpstreamError) throw this.failed(outcome);
    const fetched = this.now(view);
    if (fetched) return fetched;
    throw this.unavailable(outcome === 'DRAINING' ? 'DRAINING' : 'NOT_READY');
  }

  /** Starts or joins one refresh, also in a cooldown; `recent` when one was started less than 5 s ago. */
  forceRefresh(): ForcedRefresh | Promise<ForcedRefresh> {
    return this.refresher.force();
  }

  /**
   * How the catalogue does. Sources that the view does not have are left out. Rows that were no image have no visibility,
   * so that they are counted for nobody who is restricted to one.
   */
  status(view: View): CatalogStatus {
    const held = this.current.get();
    const last = this.current.last();
    const failure = this.refresher.lastFailure;
    const seen = held?.snapshot.for(view);
    const count = seen?.count ?? 0;
    const isVisible = view.hasSource(this.source.id);
    const skipped = isVisible && !view.visibility ? (held?.skipped ?? 0) : 0;
    const source = {
      id: this.source.id,
      api: this.source.api,
      state: this.stateOf(held),
      count,
      skipped,
      lastSuccessAt: last ? new Date(last.confirmedAtWall).toISOString() : null,
      ageSeconds: last ? Math.floor(this.current.ageMs(last) / 1_000) : null,
      lastFailure: failure ? { class: failure.error.failure, at: new Date(failure.at).toISOString() } : null,
    };
    return { version: seen?.version ?? null, count, skipped, sources: isVisible ? [source] : [] };
  }

  private stateOf(held: HeldCatalog | undefined): 'ok' | 'stale' | 'missing' {
    if (!held) return 'missing';
    return this.current.isFresh(held) ? 'ok' : 'stale';
  }

  private failed({ failure, facts }: UpstreamError): NoCatalogError {
    return this.unavailable(failure, facts.tooLarge);
  }

  private unavailable(reason: NoCatalogReason, isTooLarge?: boolean): NoCatalogError {
    return new NoCatalogError(reason, this.refresher.cooldownLeftMs() || RETRY_SOON_MS, isTooLarge);
  }
}
