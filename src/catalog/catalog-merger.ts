import type { KnownSecrets } from '../config/known-secrets.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import { CatalogSnapshot } from './catalog-snapshot.js';
import { changedAfter, changedTogether, type CurrentCatalog, type HeldCatalog } from './current-catalog.js';
import type { ListSnapshot } from './list-snapshot.js';
import type { CatalogSource } from './catalog-source.js';
import { Served, type Part, type ServedCatalog } from './served-catalog.js';
import { reasonOf } from './work-reason.js';
import type { MergedCatalog, Workbench, Workshop } from './workshop.port.js';

const RETRY_MS = 10_000;

/** A source with its list. */
interface ListedSource extends CatalogSource {
  readonly current: CurrentCatalog;
}

/** The list of a source that may be served. */
interface Held {
  readonly source: ListedSource;
  readonly held: HeldCatalog;
}

/** What was merged last. */
interface Merged {
  readonly lists: readonly ListSnapshot[];
  /** How many images of each were left out, because their ids hold a secret. */
  readonly dropped: readonly number[];
  /** As of this number of secrets it is masked. */
  readonly secrets: number;
}

/**
 * Makes the catalogue that is served of the lists of all sources, in a thread, whenever one of them changes, becomes too
 * old, or a secret comes up. One merge at a time: what changes meanwhile is in the next.
 *
 * What comes of it depends on the lists alone, and not on the order in which they have come.
 */
export class CatalogMerger {
  private readonly stopping = new AbortController();
  private merged: Merged | undefined;
  private running: Promise<void> | undefined;
  private cancelTimer = (): void => {};

  constructor(
    private readonly sources: readonly ListedSource[],
    private readonly served: ServedCatalog,
    private readonly workshop: Workshop,
    private readonly secrets: KnownSecrets,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    for (const { current } of sources) current.watch(() => this.update());
    secrets.watch(() => this.update());
    served.settleWith(() => this.settled());
  }

  stop(): void {
    this.cancelTimer();
    this.stopping.abort();
  }

  private async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private update(): void {
    const lists = this.heldLists();
    // what is too old is not served, whoever holds it
    if (this.running || this.stopping.signal.aborted || lists.length === 0) return;
    if (this.isMerged(lists)) return this.confirm(lists);
    this.running = this.merge(lists).then((isDone) => {
      this.running = undefined;
      if (isDone) this.update();
      else this.updateIn(RETRY_MS);
    });
  }

  private heldLists(): readonly Held[] {
    return this.sources.flatMap((source) => {
      const held = source.current.get();
      return held ? [{ source, held }] : [];
    });
  }

  /** Whether the catalogue that is served is made of just these lists, with all secrets masked. */
  private isMerged(lists: readonly Held[]): boolean {
    const { merged } = this;
    return (
      merged?.secrets === this.secrets.count &&
      merged.lists.length === lists.length &&
      lists.every(({ held }, at) => held.snapshot === merged.lists[at])
    );
  }

  /** @returns whether it could be done; never rejects */
  private async merge(lists: readonly Held[]): Promise<boolean> {
    const before = this.served.get()?.snapshot;
    const secrets = this.secrets.count;
    let bench: Workbench | undefined;
    try {
      bench = this.workshop.open(this.stopping.signal, before !== undefined);
      const toMerge = lists.map(({ held: { snapshot } }) => ({
        images: new Uint8Array(snapshot.jsonBytes),
        isMasked: snapshot.maskedSecrets === secrets,
      }));
      const made = await bench.merge(toMerge, before?.version);
      this.take(lists, made, secrets);
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.log.error('lists cannot be merged', { reason: reasonOf(error), retryMs: RETRY_MS });
      return false;
    } finally {
      bench?.close();
    }
  }

  private take(lists: readonly Held[], { prepared, dropped }: MergedCatalog, secrets: number): void {
    const before = this.served.get();
    const moments = lists.map(({ held }) => held.snapshot.changedAt);
    const changedAt = changedTogether(moments, this.sources.length - lists.length);
    const snapshot = prepared
      ? new CatalogSnapshot(prepared, this.laterThan(before?.snapshot, changedAt), secrets)
      : before && unchanged(before, lists, changedAt);
    this.merged = { lists: lists.map(({ held }) => held.snapshot), dropped, secrets };
    if (snapshot) this.put(snapshot, lists, dropped);
  }

  /** Other content never has the date of the content before: a list that was left out may have been the last to change. */
  private laterThan(before: CatalogSnapshot | undefined, changedAt: number): number {
    const isLater = !before || Math.floor(changedAt / 1_000) > Math.floor(before.changedAt / 1_000);
    return isLater ? changedAt : changedAfter(this.clock.now(), before.changedAt);
  }

  /** Nothing has changed but when lists were confirmed. */
  private confirm(lists: readonly Held[]): void {
    const served = this.served.get();
    const isKnown = lists.every(({ held }, at) => held.confirmedAt === served?.parts[at]?.confirmedAt);
    if (served && this.merged && !isKnown) this.put(served.snapshot, lists, this.merged.dropped);
  }

  private put(snapshot: CatalogSnapshot, lists: readonly Held[], dropped: readonly number[]): void {
    const parts = lists.map(({ source, held }, at): Part => {
      const { confirmedAt, confirmedAtWall, skipped } = held;
      return { source, confirmedAt, confirmedAtWall, skipped: skipped + (dropped[at] ?? 0) };
    });
    this.served.replace(new Served(snapshot, parts, this.sources));
    const ends = parts.map(
      ({ source, confirmedAt }) => confirmedAt + source.rules.freshForMs + source.rules.staleForMs,
    );
    this.updateIn(Math.max(1, Math.min(...ends) - this.clock.monotonic()));
  }

  private updateIn(ms: number): void {
    this.cancelTimer();
    if (!this.stopping.signal.aborted) this.cancelTimer = this.clock.after(ms, () => this.update());
  }
}

/** The same images; where they are now of other sources, answers that were made from them are of no use any more. */
function unchanged(before: Served, lists: readonly Held[], changedAt: number): CatalogSnapshot {
  const { snapshot, parts } = before;
  const isSame =
    parts.length === lists.length && lists.every(({ source }, at) => parts[at]?.source === source);
  const later = Math.max(changedAt, snapshot.changedAt);
  return isSame ? snapshot.firstSeen(later) : snapshot.copy(later);
}
