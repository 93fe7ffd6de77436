import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { CurrentCatalog } from '../catalog/current-catalog.js';
import type { Refresher } from '../catalog/refresher.port.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import type { RateCounters } from '../rate-limits/rate-counters.js';
import type { CatalogNews, Send, ToWorker } from './messages.js';

/** Takes about a millisecond to send or to receive, so that neither process is held up. */
const PART_BYTES = 256 * 1024;

/** What the primary knows and its workers need. */
export interface Known {
  readonly current: CurrentCatalog;
  readonly refresher: Refresher;
  readonly secrets: KnownSecrets;
  /** `undefined` without rate limits. */
  readonly counters: RateCounters | undefined;
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
  private updates = 0;

  constructor(
    private readonly known: Known,
    private readonly send: Send<ToWorker>,
  ) {}

  /** The number of the last news that were sent, or will be. */
  get lastNews(): number {
    return this.updates;
  }

  /** Tells the worker all that it does not know yet, once everything before is told. */
  update(): void {
    const number = ++this.updates;
    this.sending = this.sending.then(() => this.tell(number));
  }

  private async tell(number: number): Promise<void> {
    const values = this.known.secrets.revealAll();
    if (values !== this.sentSecrets) await this.send({ type: 'secrets', values });
    this.sentSecrets = values;
    const held = this.known.current.last();
    if (held && held.snapshot !== this.sentSnapshot) await this.sendImages(held.snapshot);
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
    const { current, refresher } = this.known;
    const held = current.last();
    const failed = refresher.lastFailure;
    return {
      type: 'news',
      number,
      isRunning: refresher.isRunning,
      cooldownMs: refresher.cooldownLeftMs(),
      failure: failed && {
        failure: failed.error.failure,
        tooLarge: failed.error.facts.tooLarge,
        at: failed.at,
      },
      // while newer images wait to be sent, the ones before keep what was said of them
      confirmed:
        held && held.snapshot === this.sentSnapshot
          ? { ageMs: current.ageMs(held), atWall: held.confirmedAtWall, skipped: held.skipped }
          : undefined,
    };
  }
}
