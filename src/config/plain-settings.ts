import type { Environment } from './environment.js';
import { given } from './environment.js';
import type { SettingFaults } from './setting-faults.js';
import type { DefaultedName, SecretName, SettingName, SettingValues } from './settings.js';
import { SETTINGS } from './settings.js';

type PlainName = Exclude<SettingName, SecretName>;

const ECHO_MAX = 64;

/** Reads the settings that are no secrets, and notes what is wrong with them. */
export class PlainSettings {
  readonly #env: Environment;
  readonly #faults: SettingFaults;
  readonly #hide: (text: string) => string;

  /** @param hide takes secrets out of a text, because people paste them into the wrong variable */
  constructor(env: Environment, faults: SettingFaults, hide: (text: string) => string) {
    this.#env = env;
    this.#faults = faults;
    this.#hide = hide;
  }

  /** The value; `undefined` when it is not given, or wrong, which is noted. */
  optional<K extends PlainName>(name: K): SettingValues[K] | undefined {
    const text = given(this.#env, name);
    if (text === undefined) return undefined;
    const setting = SETTINGS[name];
    const parsed = setting.kind.parse(text);
    if ('value' in parsed) return parsed.value;
    this.#faults.add(
      name,
      setting.quiet === true ? parsed.fault : `${parsed.fault}; it is ${this.#echo(text)}`,
    );
    return undefined;
  }

  /** The value, or the default; also for a wrong value, which is noted, so that reading can go on. */
  value<K extends PlainName & DefaultedName>(name: K): SettingValues[K] {
    return this.optional(name) ?? defaultOf(name);
  }

  #echo(text: string): string {
    const shown = this.#hide(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
    return JSON.stringify(shown.length > ECHO_MAX ? `${shown.slice(0, ECHO_MAX)}…` : shown);
  }
}

function defaultOf<K extends PlainName & DefaultedName>(name: K): SettingValues[K] {
  const setting = SETTINGS[name];
  const parsed = setting.kind.parse(setting.default ?? '');
  if ('value' in parsed) return parsed.value;
  throw new Error(`the default of ${name} ${parsed.fault}`);
}
