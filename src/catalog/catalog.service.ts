import type { Drain } from '../lifecycle/drain.js';
import type { View } from '../domain/view.js';
import type { Clock } from '../observability/clock.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import type { CatalogSource } from './catalog-source.js';
import type { CatalogView } from './catalog-view.js';
import { statusOf, type CatalogStatus } from './catalog-status.js';
import { NoCatalogError, type NoCatalogReason } from './catalog.errors.js';
import { freshnessOf, togetherFreshness, type Freshness } from './freshness.js';
import { Impatience } from './impatience.js';
import { jointly } from './joint-refresh.js';
import type { ForcedRefresh } from './refresher.port.js';
import { visibleSources, type Part, type Seen, type ServedCatalog } from './served-catalog.js';

/** A catalogue that may be served now, and how current it is. */
export interface Answerable {
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
  /** @param sources all that are configured, at least one */
  constructor(
    private readonly sources: readonly CatalogSource[],
    private readonly served: ServedCatalog,
    private readonly clock: Clock,
    private readonly drain: Drain,
  ) {}

  /** The ids of the configured sources, whether they answer or not. */
  sourceIds(view: View): readonly string[] {
    return this.sources.map(({ id }) => id).filter((id) => view.hasSource(id));
  }

  /** Whether there is a catalogue to serve. */
  get isReady(): boolean {
    return this.served.get()?.parts.some((part) => this.canBeServed(part)) ?? false;
  }

  /** Whether a view of this identity is of the catalogue that is answered from now. */
  isLast(identity: object): boolean {
    return this.served.get()?.snapshot.identity === identity;
  }

  /** The catalogue if there is one, without waiting; what is stale of it gets refreshed behind the caller's back. */
  now(view: View): Answerable | undefined {
    const seen = this.served.get()?.for(view);
    if (!seen || seen.parts.length === 0) return undefined;
    const freshness = this.freshness(seen.parts);
    const { catalog, missingIds } = seen;
    if (freshness.stale === 'no' && missingIds === undefined) return { catalog, freshness };
    if (!seen.parts.some((part) => this.canBeServed(part))) return undefined;
    this.refreshWhatIsNeeded(seen);
    if (missingIds === undefined) return { catalog, freshness };
    return { catalog, freshness: { ...freshness, missing: missingIds } };
  }

  /**
   * The catalogue: at once if there is one; else with the fetches that run or are started by this, which at
   * most takes the time of one upstream exchange and half a second.
   *
   * @param sourceIds of the only sources that are of use to the caller, where he has said which
   * @throws NoCatalogError those fetches' failure; in the cooldown after one, that failure at once
   */
  async available(view: View, sourceIds?: readonly string[]): Promise<Answerable> {
    const served = this.nowOf(view, sourceIds);
    if (served) return served;
    const wanted = this.wanted(view, sourceIds);
    const patienceMs = Math.max(...wanted.map((source) => source.patienceMs));
    const impatience = new Impatience(this.clock, patienceMs, this.drain.lastCall);
    const fetched = this.fetched(view, sourceIds, wanted);
    const outcome = await Promise.race([fetched, impatience.reason]).finally(() => impatience.end());
    if (typeof outcome !== 'string') return outcome;
    const late = this.nowOf(view, sourceIds);
    if (late) return late;
    throw this.unavailable(wanted, outcome);
  }

  /** Starts or joins one refresh of each source, also in a cooldown; `recent` when all were started less than 5 s ago. */
  async forceRefresh(view: View): Promise<ForcedRefresh> {
    const forcing = visibleSources(this.sources, view).map(async ({ refresher }) => refresher.force());
    const forced = await Promise.all(forcing);
    return (['started', 'joined'] as const).find((one) => forced.includes(one)) ?? 'recent';
  }

  /**
   * How the catalogue does. Sources that the view does not have are left out. Rows that were no image have no visibility,
   * so that they are counted for nobody who is restricted to one.
   */
  status(view: View): CatalogStatus {
    const seen = this.served.get()?.for(view);
    const parts = seen?.parts.filter((part) => this.canBeServed(part)) ?? [];
    const visible = this.sources.filter(({ id }) => view.hasSource(id));
    return statusOf(visible, seen, parts, this.clock.monotonic());
  }

  /** The same as `now`, if one of these sources is part of it. */
  private nowOf(view: View, sourceIds: readonly string[] | undefined): Answerable | undefined {
    const found = this.now(view);
    if (!found?.freshness.missing || !sourceIds) return found;
    const missing = this.served.get()?.for(view).missing ?? [];
    return this.wanted(view, sourceIds).every((source) => missing.includes(source)) ? undefined : found;
  }

  /**
   * What is held already and served in a moment, or what refreshes bring.
   *
   * @throws NoCatalogError
   */
  private async fetched(
    view: View,
    sourceIds: readonly string[] | undefined,
    wanted: readonly CatalogSource[],
  ): Promise<Answerable | 'NOT_READY'> {
    await this.served.settled();
    const held = this.nowOf(view, sourceIds);
    if (held) return held;
    const willing = wanted.filter(({ refresher }) => !isLeftAlone(refresher));
    if (willing.length === 0) throw this.failed(wanted);
    const failure = await jointly(willing, () => this.served.settled());
    if (failure) throw this.failed(wanted, failure);
    return this.nowOf(view, sourceIds) ?? 'NOT_READY';
  }

  /** Those whose list can be waited for. */
  private wanted(view: View, sourceIds: readonly string[] | undefined): readonly CatalogSource[] {
    const visible = visibleSources(this.sources, view);
    const named = visible.filter(({ id }) => sourceIds?.includes(id));
    return named.length > 0 ? named : visible;
  }

  private freshness(parts: readonly Part[]): Freshness {
    const [first] = parts;
    if (first && parts.length === 1) return this.freshnessOfPart(first);
    return togetherFreshness(parts.map((part) => this.freshnessOfPart(part)));
  }

  private freshnessOfPart(part: Part): Freshness {
    const { rules, refresher } = part.source;
    return freshnessOf(this.ageMs(part), rules, refresher.lastFailure?.error);
  }

  private ageMs({ confirmedAt }: Part): number {
    return Math.max(0, this.clock.monotonic() - confirmedAt);
  }

  private canBeServed(part: Part): boolean {
    const { freshForMs, staleForMs } = part.source.rules;
    return this.ageMs(part) < freshForMs + staleForMs;
  }

  private refreshWhatIsNeeded({ parts, missing }: Seen): void {
    for (const part of parts)
      if (this.ageMs(part) >= part.source.rules.freshForMs) part.source.refresher.refreshIfAllowed();
    for (const { refresher } of missing) refresher.refreshIfAllowed();
  }

  /** The failure of the first source that has one, unless the caller has been told of another. */
  private failed(wanted: readonly CatalogSource[], outcome?: UpstreamError): NoCatalogError {
    const failing = wanted.find(({ refresher }) => refresher.lastFailure);
    const error = outcome ?? failing?.refresher.lastFailure?.error;
    return this.unavailable(wanted, error?.failure ?? 'NOT_READY', error?.facts.tooLarge);
  }

  private unavailable(
    wanted: readonly CatalogSource[],
    reason: NoCatalogReason,
    isTooLarge?: boolean,
  ): NoCatalogError {
    const waits = wanted.map(({ refresher }) => refresher.cooldownLeftMs() || RETRY_SOON_MS);
    return new NoCatalogError(reason, Math.min(...waits), isTooLarge);
  }
}

/** A failure is known, and nobody will try again for a while. */
function isLeftAlone(refresher: CatalogSource['refresher']): boolean {
  return refresher.lastFailure !== undefined && !refresher.isRunning && refresher.cooldownLeftMs() > 0;
}
