import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { checkStart, DamagedFileError, LONGEST_HEAD } from './stored-file.js';
import type { StoredLimits } from './stored-limits.js';

/**
 * Reads a file in which a catalogue is stored, if its size and its first line speak for it. A pipe or a device under
 * its name is not waited for.
 *
 * @throws DamagedFileError for anything else, or an error of the file system
 */
export async function readStoredFile(path: string, limits: StoredLimits): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new DamagedFileError('it is no regular file');
    checkStart(await read(file, Math.min(found.size, LONGEST_HEAD)), found.size, limits);
    return await read(file, found.size);
  } finally {
    await file.close();
  }
}

/** Its first bytes; fewer where it ends before. */
async function read(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  for (let last = -1; last !== 0 && filled < size; filled += last) {
    ({ bytesRead: last } = await file.read(bytes, filled, size - filled, filled));
  }
  return bytes.subarray(0, filled);
}
