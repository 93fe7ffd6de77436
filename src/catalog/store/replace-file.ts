import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Of a file that is not in its place yet. */
export const UNFINISHED = '.part';

/**
 * Writes a file under another name, puts it on the disk, and renames it: whoever reads, now or after a crash, finds the
 * old one or the new one, whole.
 *
 * @throws Error of the file system; then nothing is left behind
 */
export async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}
