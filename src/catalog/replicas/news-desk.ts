import type { Clock } from '../../observability/clock.js';
import { UpstreamError } from '../../upstream/upstream.errors.js';
import { listedVersion, type CurrentCatalog, type HeldCatalog } from '../current-catalog.js';
import { pastMoment } from '../moments.js';
import type { RefreshOutlook } from '../refresh-outlook.js';
import type { RefreshOutcome } from '../refresh-report.js';
import type { SnapshotStore } from '../snapshot.store.js';
import { momentOf, type RefreshNews, type ToldList } from './refresh-news.js';
import type { Taken } from './replicas.port.js';

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
    const { endedAt: at, coolUntil } = this.outlook;
    return outcome === 'doubted' ? { kind: 'doubted', at, coolUntil, list: this.list() } : this.known();
  }

  /** What the others should know of the catalogue that is held, and of the last failure, if none has succeeded since. */
  known(): RefreshNews | undefined {
    const list = this.list();
    const { failure, failures, endedAt: at, coolUntil } = this.outlook;
    if (!failure) return list && { kind: 'confirmed', list };
    const { failure: kind, message } = failure.error;
    return { kind: 'failed', failure: kind, reason: message, at, failures, coolUntil, list };
  }

  /**
   * Takes over what another replica has found out: its catalogue, where that was confirmed later than the one that is
   * held here, and what became of its refresh, where that ended later than the last one that is known here.
   *
   * @param isBinding also where that was before what is known here
   */
  async take(news: RefreshNews, isBinding: boolean): Promise<Taken> {
    const isFirst = this.outlook.endedAt === -Infinity;
    const isLater = isBinding || momentOf(news) > this.outlook.endedAt;
    const adopted = news.list ? await this.adopt(news.list, isBinding || isFirst) : 'known';
    if (news.kind === 'confirmed') {
      if (isLater && adopted !== 'missing') this.outlook.rememberSuccess(momentOf(news));
      return adopted;
    }
    if (!isLater) return adopted === 'changed' ? 'changed' : 'known';
    return this.remember(news);
  }

  /** Takes what is stored, where nothing is held that can be served. */
  async restore(): Promise<Taken> {
    const stored = this.current.get() ? undefined : await this.store.load();
    if (this.current.get()) return 'known';
    if (!stored) return 'missing';
    this.current.replace(stored);
    return this.current.get() ? 'changed' : 'missing';
  }

  private remember(news: Exclude<RefreshNews, { kind: 'confirmed' }>): RefreshOutcome {
    if (news.kind === 'doubted') {
      this.outlook.rememberDoubt(news.at, news.coolUntil);
      return 'doubted';
    }
    const error = new UpstreamError(news.failure, news.reason);
    this.outlook.rememberFailure(error, news.at, news.failures, news.coolUntil);
    return error;
  }

  private async adopt(list: ToldList, isBinding: boolean): Promise<Taken> {
    const last = this.current.last();
    const isLater = isBinding || !last || list.confirmedAt > last.confirmedAt;
    if (!isLater && this.current.get()) return 'known';
    const isHeld = last !== undefined && listedVersion(last) === list.version;
    const found = isHeld ? last : await this.store.load();
    if (!found || listedVersion(found) !== list.version) return 'missing';
    this.current.replace(this.asOf(list, found));
    return isHeld ? 'unchanged' : 'changed';
  }

  private asOf(
    { confirmedAt, changedAt, skipped }: ToldList,
    { snapshot, masked }: HeldCatalog,
  ): HeldCatalog {
    const now = this.clock.now();
    return {
      snapshot: masked ? snapshot : snapshot.firstSeen(pastMoment(changedAt, now)),
      confirmedAt,
      confirmedAtWall: Math.max(0, Math.round(now - (this.clock.monotonic() - confirmedAt))),
      skipped: skipped + (masked?.dropped ?? 0),
      masked,
    };
  }

  private list(): ToldList | undefined {
    const held = this.current.get();
    if (!held) return undefined;
    const { snapshot, confirmedAt, skipped, masked } = held;
    return {
      version: listedVersion(held),
      confirmedAt,
      changedAt: snapshot.changedAt,
      skipped: skipped - (masked?.dropped ?? 0),
    };
  }
}
