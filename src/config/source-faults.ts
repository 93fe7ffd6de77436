import type { FaultList } from './setting-faults.js';
import { memberOf } from './source-members.js';
import type { WrittenSource } from './sources-file.js';

export const SOURCES_FILE = 'UPSTREAM_SOURCES_FILE';

const CREDENTIALS = [
  ...['tokenFile', 'usernameFile', 'passwordFile'],
  ...['credentialId', 'credentialSecretFile'],
] as const;
const VARIABLE = /\b(?:UPSTREAM|CACHE|IDENTITY)_[A-Z_]+\b/g;

/** Notes what is wrong with the settings of a source as what is wrong with its members, by their path. */
export class SourceFaults implements FaultList {
  readonly #all: FaultList;
  readonly #source: WrittenSource;
  readonly #faulty = new Set<string>();

  constructor(all: FaultList, source: WrittenSource) {
    this.#all = all;
    this.#source = source;
    for (const member of source.faulty) this.#faulty.add(member);
  }

  add(name: string, detail: string): void {
    const member = memberOf(name) ?? name;
    // one that could not be read is not missing
    if (this.#isFaulty(member)) return;
    this.#faulty.add(member);
    const told = detail
      .replaceAll(VARIABLE, (variable) => memberOf(variable) ?? variable)
      .replace(`; set it, or ${member}`, '');
    this.#all.add(SOURCES_FILE, `${this.#source.at}.${member} ${told}`);
  }

  concern(...names: readonly string[]): boolean {
    return names.some((name) => this.#faulty.has(memberOf(name) ?? name)) || this.#all.concern(...names);
  }

  #isFaulty(member: string): boolean {
    const isCredential = CREDENTIALS.some((one) => one === member);
    return this.#source.faulty.size > 0 && isCredential
      ? CREDENTIALS.some((one) => this.#source.faulty.has(one))
      : this.#faulty.has(member);
  }
}
