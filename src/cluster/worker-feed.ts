import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { CatalogSource, Confirmation } from '../catalog/catalog-source.js';
import type { ServedCatalog } from '../catalog/served-catalog.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import type { Clock } from '../observability/clock.js';
import type { HistoryKeeper } from '../history/history-keeper.js';
import type { Step } from '../history/step.js';
import type { RateCounters } from '../rate-limits/rate-counters.js';
import type { CatalogNews, ConfirmationNews, Send, SourceNews, ToWorker } from './messages.js';

/** Takes about a millisecond to send or to receive, so that neither process is held up. */
const PART_BYTES = 256 * 1024;

/** What the primary knows and its workers need. */
export interface Known {
  readonly served: ServedCatalog;
  readonly sources: readonly CatalogSource[];
  readonly clock: Clock;
  readonly secrets: KnownSecrets;
  /** `undefined` without rate limits. */
  readonly counters: RateCounters | undefined;
  readonly history: Pick<HistoryKeeper, 'steps' | 'looks' | 'settled' | 'look'>;
}

/**
 * Keeps one worker informed: the images when they have changed, and how they do.
 *
 * Parts are sent one at a time, so that whatever else goes to the worker, new connections among it, waits for
 * one part at most. Memory: none of its own.
 */
export class WorkerFeed {
  private sentSnapshot: CatalogSnapshot | undefined;
  private sentSecrets: readonly string[] = [];
  private sending = Promise.resolve();
  private telling = Promise.resolve();
  private updates = 0;
  /** The number of the last news of each source. */
  private readonly lastOf = new Map<string, number>();

  constructor(
    private readonly known: Known,
    private readonly send: Send<ToWorker>,
  ) {}

  /** The number of the last news of a source that were sent, or will be. */
  lastNewsOf(source: string): number {
    return this.lastOf.get(source) ?? 0;
  }

  /**
   * Tells the worker all that it does not know yet, once everything before is told.
   *
   * @param of the sources of which there is something new; all of them unless it is said
   */
  update(of: readonly string[] = this.known.sources.map(({ id }) => id)): void {
    const number = ++this.updates;
    for (const source of of) this.lastOf.set(source, number);
    this.sending = this.sending.then(() => this.tell(number));
  }

  /** Tells the worker of changes, one at a time: some are large. */
  tellSteps(steps: readonly Step[]): void {
    for (const step of steps)
      this.telling = this.telling.then(() => this.send({ type: 'steps', steps: [step] }));
  }

  /** Has changes looked for, and tells the worker when it was told of all that there are. */
  async look(): Promise<void> {
    const { history } = this.known;
    await history.settled();
    if (history.looks > 0) await history.look();
    this.telling = this.telling.then(() => this.send({ type: 'looked', looks: Math.max(1, history.looks) }));
  }

  private async tell(number: number): Promise<void> {
    const values = this.known.secrets.revealAll();
    if (values !== this.sentSecrets) await this.send({ type: 'secrets', values });
    this.sentSecrets = values;
    const served = this.known.served.get();
    if (served && served.snapshot !== this.sentSnapshot) await this.sendImages(served.snapshot);
    await this.send(this.news(number));
  }

  private async sendImages(snapshot: CatalogSnapshot): Promise<void> {
    const bytes = snapshot.jsonBytes;
    await this.send({ type: 'images', byteLength: bytes.length, changedAt: snapshot.changedAt });
    for (let start = 0; start < bytes.length; start += PART_BYTES) {
      await this.send({ type: 'part', bytes: bytes.subarray(start, start + PART_BYTES) });
    }
    this.sentSnapshot = snapshot;
  }

  private news(number: number): CatalogNews {
    const { served, sources } = this.known;
    const told = served.get();
    return {
      type: 'news',
      number,
      sources: sources.map((source) => this.sourceNews(source, number)),
      // while newer images wait to be sent, the ones before keep what was said of them
      parts:
        told && told.snapshot === this.sentSnapshot
          ? told.parts.map((part) => ({ id: part.source.id, ...this.confirmation(part) }))
          : undefined,
    };
  }

  private sourceNews(source: CatalogSource, number: number): SourceNews {
    const { id, refresher } = source;
    const failed = refresher.lastFailure;
    const last = source.last();
    return {
      id,
      // news that wait to be told may be later than these
      number: Math.min(number, this.lastNewsOf(id)),
      isRunning: refresher.isRunning,
      cooldownMs: refresher.cooldownLeftMs(),
      failure: failed && {
        failure: failed.error.failure,
        tooLarge: failed.error.facts.tooLarge,
        at: failed.at,
      },
      last: last && this.confirmation(last),
    };
  }

  private confirmation({ confirmedAt, confirmedAtWall, skipped }: Confirmation): ConfirmationNews {
    const ageMs = Math.max(0, this.known.clock.monotonic() - confirmedAt);
    return { ageMs, atWall: confirmedAtWall, skipped };
  }
}
