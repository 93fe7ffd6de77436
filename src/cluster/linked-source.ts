import type { CatalogSource, Confirmation } from '../catalog/catalog-source.js';
import type { ConfiguredSource } from '../catalog/configured-source.js';
import type { RefreshOutcome } from '../catalog/refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from '../catalog/refresher.port.js';
import type { Clock } from '../observability/clock.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import type { ConfirmationNews, Send, SourceNews, ToPrimary } from './messages.js';
import { Signal } from './signal.js';

/** The refresher of a source in a worker: the primary refreshes for it, and here is what it last said of that. */
export class LinkedRefresher extends Refresher {
  lastFailure: RefreshFailure | undefined;
  isRunning = false;
  private readonly forced: Signal<ForcedRefresh>[] = [];
  private coolUntil = -Infinity;
  private takenNews = 0;
  private asked: Signal<RefreshOutcome> | undefined;
  private askedAfter = 0;

  constructor(
    private readonly source: string,
    private readonly clock: Clock,
    private readonly send: Send<ToPrimary>,
  ) {
    super();
  }

  cooldownLeftMs(): number {
    return Math.max(0, this.coolUntil - this.clock.monotonic());
  }

  refresh(): Promise<RefreshOutcome> {
    if (!this.asked) {
      this.asked = new Signal();
      this.askedAfter = this.takenNews;
      void this.send({ type: 'refresh', source: this.source, after: this.takenNews });
    }
    return this.asked.given;
  }

  refreshIfAllowed(): void {
    if (this.cooldownLeftMs() === 0) void this.refresh();
  }

  force(): Promise<ForcedRefresh> {
    const answer = new Signal<ForcedRefresh>();
    this.forced.push(answer);
    void this.send({ type: 'force', source: this.source });
    return answer.given;
  }

  /** Takes the answer to the first `force` that has none; answers come in the order of the questions. */
  wasForced(outcome: ForcedRefresh): void {
    this.forced.shift()?.give(outcome);
  }

  /**
   * @param taken the number of the news that this is part of
   * @param toldAt monotonic
   */
  take({ number, isRunning, cooldownMs, failure }: SourceNews, taken: number, toldAt: number): void {
    this.takenNews = taken;
    this.isRunning = isRunning;
    this.coolUntil = toldAt + cooldownMs;
    this.lastFailure = failure && { error: errorOf(failure), at: failure.at };
    // what is known to be in vain, or was told of another source, is no answer
    if (isRunning || number <= this.askedAfter) return;
    this.asked?.give(this.lastFailure?.error ?? 'unchanged');
    this.asked = undefined;
  }
}

/** A source, as a worker knows it. */
export class LinkedSource implements CatalogSource {
  readonly id: string;
  readonly api: string;
  readonly rules: CatalogSource['rules'];
  readonly patienceMs: number;
  readonly refresher: LinkedRefresher;
  private confirmation: Confirmation | undefined;

  constructor({ id, api, rules, patienceMs }: ConfiguredSource, clock: Clock, send: Send<ToPrimary>) {
    this.id = id;
    this.api = api;
    this.rules = rules;
    this.patienceMs = patienceMs;
    this.refresher = new LinkedRefresher(id, clock, send);
  }

  readonly last = (): Confirmation | undefined => this.confirmation;

  /** @param news as `LinkedRefresher.take`, which is told later, when all else can be seen */
  confirm({ last }: SourceNews, toldAt: number): void {
    this.confirmation = last && confirmationOf(last, toldAt);
  }
}

/** @param toldAt monotonic */
export function confirmationOf({ ageMs, atWall, skipped }: ConfirmationNews, toldAt: number): Confirmation {
  return { confirmedAt: toldAt - ageMs, confirmedAtWall: atWall, skipped };
}

function errorOf({ failure, tooLarge = false }: NonNullable<SourceNews['failure']>): UpstreamError {
  return new UpstreamError(failure, 'the refresh of the primary process failed', { tooLarge });
}
