import type { Kind } from './setting-kinds.js';

/** The chapters of the settings, in the order in which operators read them. */
export const GROUPS = ['Listening', 'Upstream', 'Cache', 'Access', 'Answers', 'Limits', 'Running'] as const;

/** One setting: what a variable of the environment means, in all there is to say about it. */
export interface Setting<T> {
  readonly group: (typeof GROUPS)[number];
  readonly kind: Kind<T>;
  /** For the operator: what it does. Units and bounds are in the kind. */
  readonly about: string;
  /** As an operator would write it. */
  readonly default?: string;
  /** What happens without it, where that is no value one could write. */
  readonly otherwise?: string;
  /** `required`, and when it is, for a setting that has no default. */
  readonly required?: string;
  /** A value that shows the form, where the operator's own cannot be guessed. */
  readonly example?: string;
  /** The part of a secret that is masked wherever it turns up in what we print or serve; nothing of it without this. */
  readonly masked?: (value: string) => string | undefined;
}

/** For a secret that is masked as a whole. */
export const WHOLE = (value: string): string => value;

/** Thirty days: long enough for everybody, short enough to be no accident. */
export const LONGEST = '720h';
