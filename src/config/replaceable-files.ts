/**
 * What became of new content of a file that a setting names; nothing in it is secret.
 *
 * - `loaded`: it is in force
 * - `refused`: it is wrong, empty or unreadable, and what was before it stays
 */
export type Replacement =
  | { readonly kind: 'loaded'; readonly setting: string }
  | { readonly kind: 'refused'; readonly setting: string; readonly reason: string };

/** The files that may be replaced while we run, by the settings that name them. */
export class ReplaceableFiles {
  readonly #reread = new Map<string, () => void>();
  #listener: (replacement: Replacement) => void = () => {};

  /** @param reread reads the file now, whenever it was looked at last */
  add(setting: string, reread: () => void): void {
    this.#reread.set(setting, reread);
  }

  /** Says who is told of each replacement of a secret, once, whenever it is noticed. */
  listen(listener: (replacement: Replacement) => void): void {
    this.#listener = listener;
  }

  tell(replacement: Replacement): void {
    this.#listener(replacement);
  }

  /**
   * Reads files anew, those of some settings or all.
   *
   * @returns the settings
   */
  reread(concerns: (setting: string) => boolean = () => true): readonly string[] {
    const settings = [...this.#reread.keys()].filter(concerns);
    for (const setting of settings) this.#reread.get(setting)?.();
    return settings;
  }
}
