import { SecretMask } from './secret-mask.js';
import type { Secret } from './secret.js';

const NEWEST = 64;

/**
 * The secrets that must not leave us, whoever repeats them: an upstream in its data, an error in its text.
 *
 * Secrets come in groups, one for each origin, and the newest 64 of a group are remembered: tokens that are issued
 * all the time cannot push out a password that was read once.
 */
export class KnownSecrets {
  readonly #groups = new Map<string, Set<string>>();
  #values: readonly string[] = [];
  #count = 0;
  readonly #listeners: (() => void)[] = [];
  #mask = new SecretMask([]);

  /** How many have come up so far; grows by one with each that is new. */
  get count(): number {
    return this.#count;
  }

  /** Says who else is told of each secret that comes up from now on, when it is masked already. */
  watch(onNew: () => void): void {
    this.#listeners.push(onNew);
  }

  /** @param origin names the group; use one of a few fixed words */
  add(secret: Secret, origin = 'issued'): void {
    const value = secret.reveal();
    if (!SecretMask.covers(value)) return;
    const group = this.#groups.get(origin) ?? new Set();
    const isNew = !group.delete(value);
    group.add(value);
    this.#groups.set(origin, group);
    for (const oldest of group) {
      if (group.size <= NEWEST) break;
      group.delete(oldest);
    }
    if (!isNew) return;
    this.#values = [...this.#groups.values()].flatMap((values) => [...values]);
    this.#mask = new SecretMask(this.#values);
    this.#count++;
    for (const tell of this.#listeners) tell();
  }

  /** The text with `***` in place of every known secret; see `SecretMask`. */
  mask(text: string): string {
    return this.#mask.mask(text);
  }

  /** All values, for a mask elsewhere in this process; the same array as long as no secret has come up. */
  revealAll(): readonly string[] {
    return this.#values;
  }
}
