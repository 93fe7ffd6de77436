import type { ConfigFault } from './config-error.js';
import { SETTINGS } from './settings.js';

const ORDER = Object.keys(SETTINGS);

/** Where what is wrong is noted. */
export interface FaultList {
  add(name: string, detail: string): void;
  /** Whether any of these settings is wrong already; a rule that combines them would then only add noise. */
  concern(...names: readonly string[]): boolean;
}

/** Collects what is wrong, so that an operator hears everything at once. */
export class SettingFaults implements FaultList {
  readonly #faults: ConfigFault[] = [];

  add(name: string, detail: string): void {
    this.#faults.push({ name, detail });
  }

  concern(...names: readonly string[]): boolean {
    return this.#faults.some(({ name }) => names.includes(name));
  }

  /** All of them in the order of the settings, `NAME_FILE` with its `NAME`; names that are no settings come last. */
  sorted(): readonly ConfigFault[] {
    return this.#faults.toSorted((a, b) => rank(a.name) - rank(b.name));
  }
}

function rank(name: string): number {
  const places = [name, name.replace(/_FILE$/, '')].map((known) => ORDER.indexOf(known));
  return places.find((place) => place !== -1) ?? ORDER.length;
}
