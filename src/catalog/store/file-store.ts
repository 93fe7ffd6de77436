import { EventEmitter } from 'node:events';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { KeyvStoreAdapter, StoredData } from 'keyv';

import { errorCode } from '../../config/error-code.js';
import { readStoredFile } from './read-stored-file.js';
import { replaceFile, UNFINISHED } from './replace-file.js';
import { decodeEntry, encodeEntry, type StoredEntry } from './stored-file.js';
import type { StoredLimits } from './stored-limits.js';

const ENDING = '.catalog';
/** What a process left behind that ended in the middle of writing; nobody writes for so long. */
const LEFT_BEHIND_MS = 3_600_000;

/**
 * Keeps catalogues in a folder, one file for each key, as a store for Keyv.
 *
 * A file is written under another name, put on the disk, and renamed: whoever reads, now or after a crash, finds
 * the old one or the new one, whole, also when several processes write. Writes of one process wait for each other;
 * of those that wait for the same key only the last one is done. Rejects with the error of the file system or
 * `DamagedFileError`.
 */
export class FileStore extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = {};
  private writing: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<string, StoredEntry>();

  constructor(
    private readonly folder: string,
    private readonly limits: StoredLimits,
  ) {
    super();
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    const bytes = await readStoredFile(this.pathOf(key), this.limits).catch(unlessMissing);
    if (!bytes) return undefined;
    // Keyv's type lets callers choose what they get; `SnapshotStore` checks it
    return (await decodeEntry(bytes, this.limits)) as StoredData<Value>;
  }

  set(key: string, entry: StoredEntry): Promise<void> {
    this.waiting.set(key, entry);
    const written = this.writing.then(() => this.writeWaiting(key));
    this.writing = written.catch(() => undefined);
    return written;
  }

  async delete(key: string): Promise<boolean> {
    await rm(this.pathOf(key), { force: true });
    return true;
  }

  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch(unlessMissing);
    for (const name of names ?? [])
      if (name.endsWith(ENDING)) await rm(join(this.folder, name), { force: true });
  }

  private async writeWaiting(key: string): Promise<void> {
    const entry = this.waiting.get(key);
    if (!entry) return;
    this.waiting.delete(key);
    await mkdir(this.folder, { recursive: true });
    await this.removeLeftovers();
    await replaceFile(this.pathOf(key), await encodeEntry(entry));
  }

  private async removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (!name.endsWith(UNFINISHED)) continue;
      const path = join(this.folder, name);
      const found = await stat(path).catch(unlessMissing);
      if (found && Date.now() - found.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
    }
  }

  private pathOf(key: string): string {
    return storedFile(this.folder, key);
  }
}

/** Where the value of a key is. Keys hold characters that are no part of a file name everywhere, such as `:`. */
export function storedFile(folder: string, key: string, ending = ENDING): string {
  return join(folder, `${key.replaceAll(/[^\w-]+/g, '-')}${ending}`);
}

function unlessMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
