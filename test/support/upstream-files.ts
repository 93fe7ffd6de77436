import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that a test writes, and replaces as operators do: by renaming a new one over it. */
export interface ReplacedFile {
  readonly path: string;
  replace(text: string): void;
  remove(): void;
}

/** Makes a file in a directory of its own. */
export function writeFile(text: string): ReplacedFile {
  const directory = mkdtempSync(join(tmpdir(), 'image-gateway-'));
  const path = join(directory, 'file');
  const replace = (next: string): void => {
    writeFileSync(`${path}.new`, next);
    renameSync(`${path}.new`, path);
  };
  replace(text);
  return { path, replace, remove: () => rmSync(directory, { recursive: true }) };
}
