import type { Parsed } from './setting-kinds.js';
import { Secret } from './secret.js';
import type { WatchedFile } from './watched-file.js';

/** Where a secret comes from. Ask anew for each use, because its file may have been replaced. */
export interface SecretSource {
  /** The value of this moment. Never fails: the last good value stays when its file is gone or wrong. */
  current(): Secret;
  /** The same after a look at its file, however short ago the last one was. */
  reread(): Secret;
}

/** A secret that stays as it is until the process ends. */
export class FixedSecret implements SecretSource {
  readonly #secret: Secret;

  constructor(secret: Secret) {
    this.#secret = secret;
  }

  current(): Secret {
    return this.#secret;
  }

  reread(): Secret {
    return this.#secret;
  }
}

/** How a `FileSecret` judges new content, and whom it tells of a new value. */
export interface FileSecretRules {
  readonly parse: (text: string) => Parsed<string>;
  readonly onNew: (secret: Secret) => void;
  /** Told once of content that cannot be used, or that there is none; the reason does not hold it. */
  readonly onRefused: (reason: string) => void;
}

/** A secret in a file: a replacement takes effect within a second if it satisfies the rules of the setting. */
export class FileSecret implements SecretSource {
  readonly #file: WatchedFile;
  readonly #rules: FileSecretRules;
  #secret: Secret;

  /** @param first the content that `file` has reported already */
  constructor(file: WatchedFile, first: Secret, rules: FileSecretRules) {
    this.#file = file;
    this.#rules = rules;
    this.#secret = first;
  }

  current(): Secret {
    const change = this.#file.changed();
    if (change !== undefined && 'text' in change) this.#replace(withoutFinalNewline(change.text));
    else if (change !== undefined) this.#rules.onRefused(`it cannot be read (${change.unreadable})`);
    return this.#secret;
  }

  reread(): Secret {
    this.#file.recheck();
    return this.current();
  }

  #replace(text: string): void {
    if (text === '') return this.#rules.onRefused('it is empty');
    const parsed = this.#rules.parse(text);
    if ('fault' in parsed) return this.#rules.onRefused(`its content ${parsed.fault}`);
    const secret = new Secret(parsed.value);
    if (secret.equals(this.#secret)) return;
    this.#secret = secret;
    this.#rules.onNew(secret);
  }
}

/** Drops the one newline that editors and `echo` put at the end of a file. */
export function withoutFinalNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
