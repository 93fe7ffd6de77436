import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

/** What is stored in the folder of an address, each file as it is and unpacked. */
export function storedFiles(cacheUrl: string | undefined, cwd: string): readonly Buffer[] {
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(cacheUrl ?? '')?.[1];
  const folder = path === undefined ? undefined : resolve(cwd, path);
  if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ name }) => asStored(readFileSync(join(folder, name))));
}

/** Stored bytes as they are, and what is packed in them, as much of it as can be had. */
export function asStored(bytes: Buffer): readonly Buffer[] {
  const at = bytes.indexOf(GZIP);
  if (at < 0) return [bytes];
  try {
    return [bytes, gunzipSync(bytes.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH })];
  } catch {
    return [bytes];
  }
}
