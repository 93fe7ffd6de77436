import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

import { errorCode } from '../config/error-code.js';
import { DamagedFileError } from '../catalog/store/stored-file.js';
import { replaceFile } from '../catalog/store/replace-file.js';
import { HistoryStore, storedName, type StoredSteps } from './history-store.port.js';
import type { Step } from './step.js';
import { decodeSteps, encodeSteps, LARGEST_HISTORY, MARK_BYTES } from './stored-steps.js';

const NOTHING: StoredSteps = { found: [], names: new Set() };

/** Keeps steps in one file, which is replaced as a whole. Whoever writes reads first what others have written. */
export class FileHistory extends HistoryStore {
  readonly isShared = false;
  private mark: string | undefined;
  private names: ReadonlySet<string> = new Set();

  constructor(private readonly path: string) {
    super();
  }

  async read(): Promise<StoredSteps> {
    const bytes = await readWhole(this.path);
    if (!bytes) return NOTHING;
    const mark = bytes.toString('latin1', 0, MARK_BYTES);
    if (mark === this.mark) return { found: [], names: this.names };
    // one that cannot be read is told of once, and replaced by the next that is written
    this.note(mark, []);
    return this.note(mark, decodeSteps(bytes));
  }

  async write(steps: readonly Step[]): Promise<boolean> {
    const bytes = encodeSteps(steps);
    await mkdir(dirname(this.path), { recursive: true });
    await replaceFile(this.path, bytes);
    this.note(bytes.toString('latin1', 0, MARK_BYTES), steps);
    return true;
  }

  private note(mark: string, steps: readonly Step[]): StoredSteps {
    this.mark = mark;
    this.names = new Set(steps.map(storedName));
    return { found: steps, names: this.names };
  }
}

/** @returns `undefined` where there is no such file */
async function readWhole(path: string): Promise<Buffer | undefined> {
  // a pipe or a device under its name is not waited for
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(unlessMissing);
  try {
    const found = await file?.stat();
    if (!file || !found) return undefined;
    if (!found.isFile()) throw new DamagedFileError('it is no regular file');
    if (found.size > LARGEST_HISTORY)
      throw new DamagedFileError('the change history is larger than any of ours');
    return await file.readFile();
  } finally {
    await file?.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}
