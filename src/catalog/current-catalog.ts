import type { Clock } from '../observability/clock.js';
import type { FreshnessRules } from './freshness.js';
import type { ListSnapshot } from './list-snapshot.js';

/** The list of a source with what is known of its reading. */
export interface HeldCatalog {
  readonly snapshot: ListSnapshot;
  /** When the upstream was last seen to have this content; monotonic milliseconds. */
  readonly confirmedAt: number;
  /** The same moment by the wall clock, for people. */
  readonly confirmedAtWall: number;
  /** Rows of that listing that were no image. */
  readonly skipped: number;
  /** What was masked in it since it was listed; nothing where nothing was. */
  readonly masked?: LaterMasking | undefined;
}

/** Of a catalogue in which a secret was found that whoever listed it did not know. */
interface LaterMasking {
  /** The version under which the list is stored, and known to other replicas. */
  readonly listedVersion: string;
  /** Images that are left out, because their ids hold a secret; they count as skipped. */
  readonly dropped: number;
}

export function listedVersion({ snapshot, masked }: HeldCatalog): string {
  return masked?.listedVersion ?? snapshot.version;
}

/**
 * When content counts as changed that takes the place of another. HTTP dates are whole seconds: a change within the
 * same second as the one before counts as of the next.
 *
 * @param now wall clock
 * @param before when the one before was first seen
 */
export function changedAfter(now: number, before = -Infinity): number {
  return Math.max(now, Math.floor(before / 1_000) * 1_000 + 1_000);
}

/**
 * When content counts as changed that is made of several lists: when the last of them did, each of those that changed
 * within one second counting as changed a second after the one before; a second earlier for each list that is not there
 * yet. So it is later with each list that comes, and depends on no order of coming.
 *
 * @param moments when each of the lists changed; at least one
 * @param missing how many further ones there may be
 */
export function changedTogether(moments: readonly number[], missing: number): number {
  const last = moments.toSorted((a, b) => a - b).reduce((before, moment) => changedAfter(moment, before));
  return Math.max(0, last - 1_000 * missing);
}

/** Holds the last good list of one source; it is replaced whole, and an old one is forgotten by its age only. */
export class CurrentCatalog {
  private held: HeldCatalog | undefined;
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly rules: FreshnessRules,
    private readonly clock: Clock,
  ) {}

  /** Says who else is told of each replacement, in the order of saying. */
  watch(onReplaced: () => void): void {
    this.listeners.push(onReplaced);
  }

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
    for (const tell of this.listeners) tell();
  }
}
