import type { Environment } from './environment.js';
import { given } from './environment.js';
import type { KnownSecrets } from './known-secrets.js';
import type { ReplaceableFiles } from './replaceable-files.js';
import type { SecretSource } from './secret-source.js';
import { FileSecret, FixedSecret, withoutFinalNewline } from './secret-source.js';
import { Secret } from './secret.js';
import type { FaultList } from './setting-faults.js';
import type { SecretName } from './settings.js';
import { SETTINGS } from './settings.js';
import { WatchedFile } from './watched-file.js';

/** Reads secrets from `NAME` or from the file that `NAME_FILE` names, and notes what is wrong with them. */
export class SecretSettings {
  readonly #env: Environment;
  readonly #faults: FaultList;
  readonly #known: KnownSecrets;
  readonly #files: ReplaceableFiles;
  readonly #now: () => number;
  readonly #nameOf: (variable: string) => string;

  /**
   * @param known is told of each value, now and later, of the settings that are `masked`
   * @param nameOf what a variable is called where its file is told of
   */
  constructor(
    env: Environment,
    faults: FaultList,
    known: KnownSecrets,
    files: ReplaceableFiles,
    now: () => number,
    nameOf: (variable: string) => string = (variable) => variable,
  ) {
    this.#env = env;
    this.#faults = faults;
    this.#known = known;
    this.#files = files;
    this.#now = now;
    this.#nameOf = nameOf;
  }

  /** Whether the operator has given it in one of the two ways, rightly or wrongly. */
  isGiven(name: SecretName): boolean {
    return given(this.#env, name) !== undefined || given(this.#env, `${name}_FILE`) !== undefined;
  }

  /** Where the secret comes from; `undefined` when it is not given, or wrong, which is noted. */
  read(name: SecretName): SecretSource | undefined {
    const text = given(this.#env, name);
    const path = given(this.#env, `${name}_FILE`);
    if (text !== undefined && path !== undefined) {
      this.#faults.add(name, `is given twice, as ${name} and as ${name}_FILE; remove one of them`);
      return undefined;
    }
    if (path !== undefined) return this.#fromFile(name, path);
    const secret = text === undefined ? undefined : this.#parse(name, name, text);
    return secret && new FixedSecret(secret);
  }

  #fromFile(name: SecretName, path: string): SecretSource | undefined {
    const variable = `${name}_FILE`;
    const file = new WatchedFile(path, this.#now);
    const content = file.changed();
    if (content === undefined || 'unreadable' in content) {
      this.#faults.add(variable, `its file cannot be read (${content?.unreadable ?? 'unknown reason'})`);
      return undefined;
    }
    const text = withoutFinalNewline(content.text);
    if (text === '') {
      this.#faults.add(variable, 'its file is empty');
      return undefined;
    }
    const secret = this.#parse(name, variable, text);
    return secret && this.#replaceable(name, file, secret);
  }

  #replaceable(name: SecretName, file: WatchedFile, first: Secret): FileSecret {
    const setting = this.#nameOf(`${name}_FILE`);
    const secret = new FileSecret(file, first, {
      parse: SETTINGS[name].kind.parse,
      onNew: (next) => {
        this.#learn(name, next);
        this.#files.tell({ kind: 'loaded', setting });
      },
      onRefused: (reason) => this.#files.tell({ kind: 'refused', setting, reason }),
    });
    this.#files.add(setting, () => void secret.reread());
    return secret;
  }

  #parse(name: SecretName, variable: string, text: string): Secret | undefined {
    const parsed = SETTINGS[name].kind.parse(text);
    if ('fault' in parsed) {
      this.#faults.add(
        variable,
        variable === name ? parsed.fault : `the content of its file ${parsed.fault}`,
      );
      return undefined;
    }
    const secret = new Secret(parsed.value);
    this.#learn(name, secret);
    return secret;
  }

  #learn(name: SecretName, secret: Secret): void {
    const masked = SETTINGS[name].masked?.(secret.reveal());
    if (masked !== undefined) this.#known.add(new Secret(masked), this.#nameOf(name));
  }
}
