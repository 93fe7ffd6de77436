import type { Clock } from '../observability/clock.js';
import type { CurrentCatalog, HeldCatalog } from './current-catalog.js';

const JUDGE_EVERY_MS = 5_000;

/** A catalogue with the age that it has by the wall clock: at least 0. */
export function agedByWallClock(catalog: Omit<HeldCatalog, 'confirmedAt'>, clock: Clock): HeldCatalog {
  const ageMs = Math.max(0, clock.now() - catalog.confirmedAtWall);
  return { ...catalog, confirmedAt: clock.monotonic() - ageMs };
}

/**
 * Begins with a stored catalogue. One that is too old to be served is looked at again every 5 s until it, or another
 * one, can be: the clock of a machine may be wrong at the start, and right a moment later.
 *
 * @returns a function that ends this
 */
export function beginWithStored(stored: HeldCatalog, current: CurrentCatalog, clock: Clock): () => void {
  let cancel = (): void => {};
  const judge = (): void => {
    const judged = agedByWallClock(stored, clock);
    current.replace(judged);
    cancel = clock.after(JUDGE_EVERY_MS, () => {
      if (!current.get() && current.last() === judged) judge();
    });
  };
  judge();
  return () => cancel();
}
