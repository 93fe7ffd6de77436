import type { Step } from './step.js';

/** What a store has. */
export interface StoredSteps {
  /** Those that it did not have when it was read before. */
  readonly found: readonly Step[];
  /** Of all that it has: `storedName`. */
  readonly names: ReadonlySet<string>;
}

/** Where steps are kept beside the stored lists, and shared with whoever has the same store. */
export abstract class HistoryStore {
  /** Whether others may write to it at any time. */
  abstract readonly isShared: boolean;

  /** @throws RedisError, `DamagedFileError` where it has something that is none of ours, or an error of the file system */
  abstract read(): Promise<StoredSteps>;

  /**
   * Replaces all that it has, in one step.
   *
   * @returns false where somebody has written since it was read
   * @throws as `read`
   */
  abstract write(steps: readonly Step[]): Promise<boolean>;
}

/** A step, and which of several with its name it is. */
export function storedName({ from, to, order }: Pick<Step, 'from' | 'to' | 'order'>): string {
  return `${from}-${to}@${order}`;
}
