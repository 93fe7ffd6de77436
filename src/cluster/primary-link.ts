import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { ConfiguredSource } from '../catalog/configured-source.js';
import { Served, type ServedCatalog } from '../catalog/served-catalog.js';
import type { Clock } from '../observability/clock.js';
import { ImagesInParts } from './images-in-parts.js';
import { confirmationOf, LinkedSource } from './linked-source.js';
import type { CatalogNews, CatalogTelling, Send, ToPrimary } from './messages.js';
import { Signal } from './signal.js';

/**
 * Takes over what the primary tells a worker: the primary refreshes for it, and says what came of it.
 *
 * What is told takes effect in the order of telling, a catalogue in one step. The rules of the upstreams, such as
 * cooldowns, are kept by the primary; here is what it last said of them.
 */
export class PrimaryLink {
  readonly sources: readonly LinkedSource[];
  private readonly informed = new Signal<void>();
  private arriving: ImagesInParts | undefined;
  private taking = Promise.resolve();
  private snapshot: CatalogSnapshot | undefined;

  /** @param prepare makes a catalogue of the JSON list of its images */
  constructor(
    private readonly served: ServedCatalog,
    configured: readonly ConfiguredSource[],
    private readonly clock: Clock,
    private readonly send: Send<ToPrimary>,
    private readonly prepare: (
      images: Uint8Array<ArrayBuffer>,
      changedAt: number,
    ) => Promise<CatalogSnapshot>,
  ) {
    this.sources = configured.map((source) => new LinkedSource(source, clock, send));
  }

  /** Resolves when it is known how the catalogue does, and a catalogue is in place if there is one. */
  get firstNews(): Promise<void> {
    return this.informed.given;
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
        this.sources.find(({ id }) => id === message.source)?.refresher.wasForced(message.outcome);
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

  private take({ number, sources, parts }: CatalogNews, toldAt: number): void {
    const known = this.sources.map((source) => ({
      source,
      news: sources.find(({ id }) => id === source.id),
    }));
    for (const { source, news } of known) if (news) source.confirm(news, toldAt);
    if (parts && this.snapshot) this.serve(this.snapshot, parts, toldAt);
    // whoever waits finds the catalogue
    for (const { source, news } of known) if (news) source.refresher.take(news, number, toldAt);
    this.informed.give();
  }

  private serve(snapshot: CatalogSnapshot, parts: NonNullable<CatalogNews['parts']>, toldAt: number): void {
    if (!this.served.get()) void this.send({ type: 'serving' });
    const own = parts.flatMap((part) => {
      const source = this.sources.find(({ id }) => id === part.id);
      return source ? [{ source, ...confirmationOf(part, toldAt) }] : [];
    });
    this.served.replace(new Served(snapshot, own, this.sources));
  }
}
