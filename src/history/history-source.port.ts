import type { Steps } from './steps.js';

/** Whoever brings steps together. */
export abstract class HistorySource {
  abstract readonly steps: Steps;
  /** How often to `look` for a version that is not known, before it counts as gone. */
  abstract readonly looks: number;

  /** Resolves when the way to what is served now is known, if it can be. */
  abstract settled(): Promise<void>;

  /** Asks whoever else may know more. Never fails, and waits no longer than about a second. */
  abstract look(): Promise<void>;

  /** Which of the steps cannot be used, and why; in our own words. */
  abstract complain(reason: string): void;
}
