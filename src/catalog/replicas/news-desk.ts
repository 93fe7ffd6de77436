import type { Clock } from '../../observability/clock.js';
import { UpstreamError } from '../../upstream/upstream.errors.js';
import type { CurrentCatalog, HeldCatalog } from '../current-catalog.js';
import type { RefreshOutlook } from '../refresh-outlook.js';
import type { RefreshOutcome } from '../refresh-report.js';
import type { SnapshotStore } from '../snapshot.store.js';
import { momentOf, type RefreshNews } from './refresh-news.js';

type Confirmed = Extract<RefreshNews, { kind: 'confirmed' }>;

/** Between what this process knows of its refreshes, and what the replicas tell each other of theirs. */
export class NewsDesk {
  constructor(
    private readonly current: CurrentCatalog,
    private readonly outlook: RefreshOutlook,
    private readonly store: SnapshotStore,
    private readonly clock: Clock,
  ) {}

  /** What the others should know of a refresh that has just ended here. */
  report(outcome: RefreshOutcome): RefreshNews | undefined {
    const now = this.clock.now();
    const until = Math.ceil(now + this.outlook.cooldownLeftMs());
    if (outcome === 'doubted') return { kind: 'doubted', at: now, until };
    if (!(outcome instanceof UpstreamError)) return this.confirmed();
    const { failures } = this.outlook;
    return { kind: 'failed', failure: outcome.failure, reason: outcome.message, at: now, failures, until };
  }

  /** What the others should know of the catalogue that is held. */
  confirmed(): RefreshNews | undefined {
    const held = this.current.get();
    if (!held) return undefined;
    const { snapshot, confirmedAtWall, skipped } = held;
    const { version, changedAt } = snapshot;
    return { kind: 'confirmed', version, confirmedAt: confirmedAtWall, changedAt, skipped };
  }

  /**
   * Takes over what another replica has found out.
   *
   * @param isBinding also where that was before what is known here
   * @returns what became of it; `undefined` where its catalogue cannot be had from the store
   */
  async take(news: RefreshNews, isBinding: boolean): Promise<RefreshOutcome | undefined> {
    if (!isBinding && momentOf(news) <= this.lastMoment()) return 'unchanged';
    const waitMs = (until: number): number => Math.max(0, until - this.clock.now());
    switch (news.kind) {
      case 'confirmed':
        return this.adopt(news);
      case 'doubted':
        this.outlook.rememberDoubt(waitMs(news.until));
        return 'doubted';
      case 'failed': {
        const error = new UpstreamError(news.failure, news.reason);
        this.outlook.rememberFailure({ error, at: news.at }, news.failures, waitMs(news.until));
        return error;
      }
    }
  }

  private async adopt(news: Confirmed): Promise<RefreshOutcome | undefined> {
    const held = this.current.last();
    const isHeld = held?.snapshot.version === news.version;
    const found = isHeld ? held : await this.store.load();
    if (found?.snapshot.version !== news.version) return undefined;
    this.current.replace(this.asOf(news, found));
    this.outlook.rememberSuccess();
    return isHeld ? 'unchanged' : 'changed';
  }

  private asOf({ confirmedAt, changedAt, skipped }: Confirmed, { snapshot }: HeldCatalog): HeldCatalog {
    const ageMs = Math.max(0, this.clock.now() - confirmedAt);
    return {
      snapshot: snapshot.firstSeen(changedAt),
      confirmedAt: this.clock.monotonic() - ageMs,
      confirmedAtWall: confirmedAt,
      skipped,
    };
  }

  private lastMoment(): number {
    return Math.max(this.current.last()?.confirmedAtWall ?? -Infinity, this.outlook.failure?.at ?? -Infinity);
  }
}
