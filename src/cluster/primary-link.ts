import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { CurrentCatalog } from '../catalog/current-catalog.js';
import type { RefreshOutcome } from '../catalog/refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from '../catalog/refresher.port.js';
import type { Clock } from '../observability/clock.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { ImagesInParts } from './images-in-parts.js';
import type { CatalogNews, CatalogTelling, Send, ToPrimary } from './messages.js';
import { Signal } from './signal.js';

/**
 * The refresher of a worker: the primary refreshes for it, and tells what came of it.
 *
 * What is told takes effect in the order of telling, a catalogue in one step. The rules of the upstream, such as
 * the cooldown, are kept by the primary; here is what it last said of them.
 */
export class PrimaryLink extends Refresher {
  private readonly informed = new Signal<void>();
  private readonly forced: Signal<ForcedRefresh>[] = [];
  private arriving: ImagesInParts | undefined;
  private taking = Promise.resolve();
  private snapshot: CatalogSnapshot | undefined;
  private failure: RefreshFailure | undefined;
  private takenNews = 0;
  private running = false;
  private coolUntil = -Infinity;
  private asked: Signal<RefreshOutcome> | undefined;

  /** @param prepare makes a catalogue of the JSON list of its images */
  constructor(
    private readonly current: CurrentCatalog,
    private readonly clock: Clock,
    private readonly send: Send<ToPrimary>,
    private readonly prepare: (
      images: Uint8Array<ArrayBuffer>,
      changedAt: number,
    ) => Promise<CatalogSnapshot>,
  ) {
    super();
  }

  get lastFailure(): RefreshFailure | undefined {
    return this.failure;
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Resolves when it is known how the catalogue does, and a catalogue is in place if there is one. */
  get firstNews(): Promise<void> {
    return this.informed.given;
  }

  cooldownLeftMs(): number {
    return Math.max(0, this.coolUntil - this.clock.monotonic());
  }

  refresh(): Promise<RefreshOutcome> {
    if (!this.asked) {
      this.asked = new Signal();
      void this.send({ type: 'refresh', after: this.takenNews });
    }
    return this.asked.given;
  }

  refreshIfAllowed(): void {
    if (this.cooldownLeftMs() === 0) void this.refresh();
  }

  force(): Promise<ForcedRefresh> {
    const answer = new Signal<ForcedRefresh>();
    this.forced.push(answer);
    void this.send({ type: 'force' });
    return answer.given;
  }

  receive(message: CatalogTelling): void {
    switch (message.type) {
      case 'images':
        this.arriving = new ImagesInParts(message.byteLength, message.changedAt);
        break;
      case 'part':
        this.arriving?.add(message.bytes);
        break;
      case 'news':
        this.takeInTurn(message);
        break;
      case 'forced':
        // answers come in the order of the questions
        this.forced.shift()?.give(message.outcome);
        break;
    }
  }

  private takeInTurn(news: CatalogNews): void {
    const toldAt = this.clock.monotonic();
    const images = this.arriving;
    this.arriving = undefined;
    this.taking = this.taking.then(async () => {
      if (images) this.snapshot = await this.prepare(images.bytes, images.changedAt);
      this.take(news, toldAt);
    });
  }

  private take(news: CatalogNews, toldAt: number): void {
    const { number, isRunning, cooldownMs, failure, confirmed } = news;
    this.takenNews = number;
    this.running = isRunning;
    this.coolUntil = toldAt + cooldownMs;
    this.failure = failure && { error: errorOf(failure), at: failure.at };
    if (confirmed && this.snapshot) {
      if (!this.current.last()) void this.send({ type: 'serving' });
      const { ageMs, atWall, skipped } = confirmed;
      const confirmedAt = toldAt - ageMs;
      this.current.replace({ snapshot: this.snapshot, confirmedAt, confirmedAtWall: atWall, skipped });
    }
    this.informed.give();
    if (isRunning) return;
    this.asked?.give(this.failure?.error ?? 'unchanged');
    this.asked = undefined;
  }
}

function errorOf({ failure, tooLarge = false }: NonNullable<CatalogNews['failure']>): UpstreamError {
  return new UpstreamError(failure, 'the refresh of the primary process failed', { tooLarge });
}
