import type { Environment } from './environment.js';
import { given } from './environment.js';
import type { FaultList } from './setting-faults.js';
import type { DefaultedName, SecretName, SettingName, SettingValues } from './settings.js';
import { SETTINGS } from './settings.js';

type PlainName = Exclude<SettingName, SecretName>;

/** Reads the settings that are no secrets, and notes what is wrong with them. */
export class PlainSettings {
  readonly #env: Environment;
  readonly #faults: FaultList;

  constructor(env: Environment, faults: FaultList) {
    this.#env = env;
    this.#faults = faults;
  }

  /** The value; `undefined` when it is not given, or wrong, which is noted. */
  optional<K extends PlainName>(name: K): SettingValues[K] | undefined {
    const text = given(this.#env, name);
    if (text === undefined) return undefined;
    const setting = SETTINGS[name];
    const parsed = setting.kind.parse(text);
    if ('value' in parsed) return parsed.value;
    // never with the value: people paste secrets into the wrong variable
    this.#faults.add(name, parsed.fault);
    return undefined;
  }

  /** The value, or the default; also for a wrong value, which is noted, so that reading can go on. */
  value<K extends PlainName & DefaultedName>(name: K): SettingValues[K] {
    return this.optional(name) ?? defaultOf(name);
  }
}

function defaultOf<K extends PlainName & DefaultedName>(name: K): SettingValues[K] {
  const setting = SETTINGS[name];
  const parsed = setting.kind.parse(setting.default ?? '');
  if ('value' in parsed) return parsed.value;
  throw new Error(`the default of ${name} ${parsed.fault}`);
}
