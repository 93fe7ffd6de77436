import type { CatalogSnapshot } from './catalog-snapshot.js';
import type { Clock } from '../observability/clock.js';
import type { FreshnessRules } from './freshness.js';

/** A catalogue with what is known of its reading. */
export interface HeldCatalog {
  readonly snapshot: CatalogSnapshot;
  /** When the upstream was last seen to have this content; monotonic milliseconds. */
  readonly confirmedAt: number;
  /** The same moment by the wall clock, for people. */
  readonly confirmedAtWall: number;
  /** Rows of that listing that were no image. */
  readonly skipped: number;
}

/** Holds the one catalogue that is served; it is replaced whole, and an old one is forgotten by its age only. */
export class CurrentCatalog {
  private held: HeldCatalog | undefined;

  constructor(
    private readonly rules: FreshnessRules,
    private readonly clock: Clock,
  ) {}

  /** The catalogue, unless it is older than `freshForMs` and `staleForMs` together. */
  get(): HeldCatalog | undefined {
    return this.held && this.ageMs(this.held) < this.rules.freshForMs + this.rules.staleForMs
      ? this.held
      : undefined;
  }

  /** The catalogue that was last confirmed, however old; not to be served. */
  last(): HeldCatalog | undefined {
    return this.held;
  }

  ageMs({ confirmedAt }: HeldCatalog): number {
    return Math.max(0, this.clock.monotonic() - confirmedAt);
  }

  isFresh(held: HeldCatalog): boolean {
    return this.ageMs(held) < this.rules.freshForMs;
  }

  replace(held: HeldCatalog): void {
    this.held = held;
  }
}
