import type { ImageFilters, SortKey } from '../catalog/image-query.js';
import type { ServedCatalog } from '../catalog/served-catalog.js';
import { EVERYTHING, type View } from '../domain/view.js';
import type { ChangedImages, ChangeHistory } from '../history/change-history.js';
import { eventText, type CatalogEvent, type ChangeCounts } from './catalog-event.js';

const VERSION = /^[0-9a-f]{16}$/;

/** Only their number is asked for. */
const ANY_ORDER: readonly SortKey[] = [{ field: 'createdAt', descending: true }];

/** Where events go. */
export interface EventSink {
  /** @returns false where the caller is to take what was written first */
  write(text: string): boolean;
  /** Calls whenever the caller has taken all. */
  onceTaken(taken: () => void): void;
  end(): void;
}

/** Who listens to which changes. */
export interface Listening {
  readonly view: View;
  readonly filters: ImageFilters;
  /** Whether he still may, with this view. */
  readonly mayListen: () => boolean;
}

/** What a stream works with. */
export interface StreamParts {
  readonly served: ServedCatalog;
  readonly history: ChangeHistory;
  readonly sink: EventSink;
  readonly listening: Listening;
  /** Counts changes as he sees them. */
  readonly count: (images: ChangedImages) => ChangeCounts;
  readonly sent: () => void;
  readonly ended: (reason: 'access') => void;
}

/**
 * Tells one caller of changes. It remembers nothing but the version that he was told of: a caller who does not take what
 * was written is told of all that has changed meanwhile at once, when he does.
 */
export class EventStream {
  /** The version of the last event, or the one that it all began with. */
  private told: string;
  /** Up to here there is nothing that the caller has not been told of; later than `told` where nothing was to be told. */
  private seen: string;
  /** The version that he will come again with. */
  private resumes: string;
  private isBusy = false;
  private isCalled = false;
  private isBlocked = false;
  private isOver = false;

  /** @param from the version from which on he wants to know */
  constructor(
    private readonly parts: StreamParts,
    from: string,
  ) {
    this.told = from;
    this.seen = from;
    this.resumes = from;
  }

  /** Tells of what has changed, unless that is under way. Never rejects. */
  async update(): Promise<void> {
    this.isCalled = true;
    if (this.isBusy) return;
    this.isBusy = true;
    while (this.isCalled) {
      this.isCalled = false;
      while (await this.step());
    }
    this.isBusy = false;
  }

  /** Says that it is still there; a caller who is told nothing for long learns by which version he may come again. */
  beat(): void {
    if (!this.checked() || this.isBlocked) return;
    // whoever sees a part only is not told that something else has changed
    const isBehind = this.seen !== this.resumes && this.parts.listening.view === EVERYTHING;
    if (isBehind) this.resumes = this.seen;
    this.write(isBehind ? `: still here\nid: ${this.seen}\n\n` : ': still here\n\n');
  }

  /** Writes what comes before any event. */
  begin(retryMs: number): void {
    // nothing that a caller has made up is said again
    const id = VERSION.test(this.told) ? `id: ${this.told}\n` : '';
    this.write(`retry: ${retryMs}\n${id}\n`);
  }

  /** Nothing more is written. */
  close(): void {
    this.isOver = true;
  }

  /** @returns whether there may be more to tell */
  private async step(): Promise<boolean> {
    const { view, filters } = this.parts.listening;
    const to = this.parts.served.get()?.for(view).catalog;
    if (this.isOver || this.isBlocked || !to || to.version === this.seen) return false;
    const found = await this.parts.history.between(this.seen, to.version);
    if (this.isOver || !this.checked()) return false;
    // another replica has come to that version before
    if (found.kind === 'ahead') return false;
    if (found.kind === 'unknown') {
      const { total } = to.listing({ filters, sort: ANY_ORDER });
      this.tell({ version: to.version, previous: null, added: total, removed: 0, changed: 0 });
    } else {
      const counts = this.parts.count(found.images);
      this.seen = to.version;
      if (counts.added + counts.removed + counts.changed > 0)
        this.tell({ version: to.version, previous: this.told, ...counts });
    }
    return true;
  }

  private tell(event: CatalogEvent): void {
    this.told = this.seen = this.resumes = event.version;
    this.write(eventText(event));
    this.parts.sent();
  }

  private checked(): boolean {
    if (this.isOver) return false;
    if (this.parts.listening.mayListen()) return true;
    this.isOver = true;
    this.parts.ended('access');
    this.parts.sink.end();
    return false;
  }

  private write(text: string): void {
    if (this.isOver) return;
    this.isBlocked = !this.parts.sink.write(text);
    if (!this.isBlocked) return;
    this.parts.sink.onceTaken(() => {
      this.isBlocked = false;
      void this.update();
    });
  }
}
