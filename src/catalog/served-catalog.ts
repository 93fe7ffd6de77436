import { EVERYTHING, type View } from '../domain/view.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { CatalogSource, Confirmation } from './catalog-source.js';
import type { CatalogView } from './catalog-view.js';

/** The list of one source, as a part of the catalogue that is served. */
export interface Part extends Confirmation {
  readonly source: CatalogSource;
}

/** As much of the catalogue as a view shows. */
export interface Seen {
  readonly catalog: CatalogView;
  /** Those that may be seen; all of them where none may, for then only their ages are of use. */
  readonly parts: readonly Part[];
  /** The sources that may be seen and have no part, in the order of the configuration. */
  readonly missing: readonly CatalogSource[];
  /** Their ids as a header lists them; `undefined` where there are none. */
  readonly missingIds: string | undefined;
}

/** A catalogue to answer from, and the lists that it is made of. */
export class Served {
  private readonly everything: Seen;
  private readonly restricted = new WeakMap<CatalogView, Seen>();

  /** @param sources all that are configured */
  constructor(
    readonly snapshot: CatalogSnapshot,
    readonly parts: readonly Part[],
    private readonly sources: readonly CatalogSource[],
  ) {
    this.everything = this.seen(snapshot.for(EVERYTHING), sources);
  }

  for(view: View): Seen {
    if (view === EVERYTHING) return this.everything;
    const catalog = this.snapshot.for(view);
    const known = this.restricted.get(catalog);
    if (known) return known;
    const visible = this.sources.filter(({ id }) => view.hasSource(id));
    const seen = this.seen(catalog, visible);
    this.restricted.set(catalog, seen);
    return seen;
  }

  private seen(catalog: CatalogView, visible: readonly CatalogSource[]): Seen {
    const missing = visible.filter((source) => !this.parts.some((part) => part.source === source));
    return {
      catalog,
      parts: visible.length === 0 ? this.parts : this.parts.filter(({ source }) => visible.includes(source)),
      missing,
      missingIds: missing.length === 0 ? undefined : missing.map(({ id }) => id).join(', '),
    };
  }
}

/** The sources that a view shows; all of them where it shows none, for whoever waits for a list of any of them. */
export function visibleSources(sources: readonly CatalogSource[], view: View): readonly CatalogSource[] {
  const visible = sources.filter(({ id }) => view.hasSource(id));
  return visible.length > 0 ? visible : sources;
}

/** Holds the catalogue that is answered from; it is replaced whole, in one step. */
export class ServedCatalog {
  private served: Served | undefined;
  private readonly listeners: (() => void)[] = [];
  private settling: () => Promise<void> = () => Promise.resolve();
  private recording: () => Promise<void> = () => Promise.resolve();
  private opened = false;

  /** Whether callers may have seen what was served so far: a start puts stored lists in place before it listens. */
  get isOpen(): boolean {
    return this.opened;
  }

  /** From now on callers see what is served. */
  open(): void {
    this.opened = true;
  }

  get(): Served | undefined {
    return this.served;
  }

  replace(served: Served): void {
    this.served = served;
    for (const tell of this.listeners) tell();
  }

  /** Says who else is told of each replacement. */
  watch(onReplaced: () => void): void {
    this.listeners.push(onReplaced);
  }

  /** Says who knows whether all that sources hold is served already. */
  settleWith(settled: () => Promise<void>): void {
    this.settling = settled;
  }

  /** Says who takes note of what has changed whenever another catalogue is served. */
  recordWith(recorded: () => Promise<void>): void {
    this.recording = recorded;
  }

  /**
   * Resolves when it is noted, or cannot be, what changed up to what sources hold now: a list that is stored before that
   * would be found after a crash, and nobody would know what led to it.
   */
  async recorded(): Promise<void> {
    await this.settled();
    await this.recording();
  }

  /** Resolves when what sources hold now is served, or cannot be. */
  settled(): Promise<void> {
    return this.settling();
  }
}
