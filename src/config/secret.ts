import { inspect } from 'node:util';

/**
 * A text that must never be shown: it prints, logs and serialises as `[secret]`.
 *
 * Only `reveal()` gives the value, so that a search for that word finds every place where one leaves us.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that has to send or compare it. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
