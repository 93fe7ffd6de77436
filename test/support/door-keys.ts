import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { learnSecret } from './gateway-watch.js';

/** What an operator writes about one key. */
export interface KeyEntryText {
  readonly client: string;
  /** The key itself; only its digest gets into the file. */
  readonly key: string;
  readonly scopes?: readonly string[];
  readonly expiresAt?: string;
  readonly sources?: readonly string[];
  readonly visibility?: readonly string[];
}

/** A key file in a folder of its own, replaced as operators replace it: in one step. */
export class KeyFile {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gateway-keys-'));
  readonly path = join(this.folder, 'keys.json');

  constructor(...entries: readonly KeyEntryText[]) {
    this.write(...entries);
  }

  write(...entries: readonly KeyEntryText[]): void {
    for (const { client, key } of entries) learnSecret(`the key of ${client}`, key);
    this.writeText(JSON.stringify(entries.map(toEntry)));
  }

  writeText(text: string): void {
    const next = join(this.folder, 'next');
    writeFileSync(next, text);
    renameSync(next, this.path);
  }

  delete(): void {
    rmSync(this.path);
  }

  /** Removes the folder. */
  discard(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function toEntry({ key, scopes = ['images:read'], ...rest }: KeyEntryText): object {
  return { sha256: createHash('sha256').update(key, 'utf8').digest('hex'), scopes, ...rest };
}
