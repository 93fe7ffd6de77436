import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { errorCode } from './error-code.js';

const CHECK_EVERY_MS = 1_000;
const MAX_BYTES = 1024 * 1024;

/** What a look at the file found. `unreadable` is a reason such as `ENOENT`; it never holds path or content. */
export type FileChange = { readonly text: string } | { readonly unreadable: string };

/**
 * A small UTF-8 file that may be replaced while we run, such as a mounted secret.
 *
 * It is looked at only when asked, and at most once a second: a replacement takes effect with the first call
 * after that second. Replace the file by renaming a new one over it (Kubernetes and Docker do): a file that is
 * written in place may be read half. A byte order mark is dropped; more than 1 MiB, or anything but a regular
 * file, is unreadable.
 */
export class WatchedFile {
  readonly #path: string;
  readonly #now: () => number;
  #checkedAt: number | undefined;
  #stamp: string | undefined;
  #last: FileChange | undefined;

  /** @param now milliseconds that only ever grow */
  constructor(path: string, now: () => number = () => performance.now()) {
    this.#path = path;
    this.#now = now;
  }

  /** What is new since the last call: the whole content, or that it can no longer be read. The first call always answers. */
  changed(): FileChange | undefined {
    const now = this.#now();
    if (this.#checkedAt !== undefined && now - this.#checkedAt < CHECK_EVERY_MS) return undefined;
    this.#checkedAt = now;
    const found = this.#look();
    if (found === undefined || isSame(found, this.#last)) return undefined;
    this.#last = found;
    return found;
  }

  /** Has the next call read the file, whenever it was looked at last and whether it seems to have changed or not. */
  recheck(): void {
    this.#checkedAt = undefined;
    this.#stamp = undefined;
  }

  #look(): FileChange | undefined {
    try {
      const stat = statSync(this.#path, { bigint: true });
      if (!stat.isFile()) return this.#fail(stat.isDirectory() ? 'EISDIR' : 'not a regular file');
      const stamp = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
      if (stamp === this.#stamp) return undefined;
      if (stat.size > MAX_BYTES) return this.#fail('larger than 1 MiB');
      const bytes = readFileSync(this.#path);
      if (!isUtf8(bytes)) return this.#fail('not UTF-8 text');
      this.#stamp = stamp;
      return { text: bytes.toString('utf8').replace(/^\uFEFF/, '') };
    } catch (error) {
      return this.#fail(errorCode(error));
    }
  }

  /** Forgets the stamp, so that a failure that passes without a change of the file is noticed. */
  #fail(reason: string): FileChange {
    this.#stamp = undefined;
    return { unreadable: reason };
  }
}

function isSame(a: FileChange, b: FileChange | undefined): boolean {
  if (b === undefined) return false;
  if ('text' in a) return 'text' in b && a.text === b.text;
  return 'unreadable' in b && a.unreadable === b.unreadable;
}
