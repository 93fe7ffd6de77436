import {
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of secrets as Kubernetes mounts it: each file is a link into `..data`, which is a link to a folder; all files
 * are replaced in one step, by another folder and a renamed link (kubernetes/pkg/volume/util/atomic_writer.go).
 */
export class MountedSecrets {
  readonly path = mkdtempSync(join(tmpdir(), 'mounted-secrets-'));
  private version = 0;

  constructor(files: Readonly<Record<string, string>>) {
    this.swap(files);
    for (const name of Object.keys(files)) symlinkSync(join('..data', name), join(this.path, name));
  }

  /** Where the secret with this name is. */
  file(name: string): string {
    return join(this.path, name);
  }

  swap(files: Readonly<Record<string, string>>): void {
    const data = join(this.path, '..data');
    const old = this.version === 0 ? undefined : readlinkSync(data);
    const next = `..2026_01_05_02_00_0${++this.version}`;
    mkdirSync(join(this.path, next));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, next, name), text);
    symlinkSync(next, `${data}_tmp`);
    renameSync(`${data}_tmp`, data);
    if (old !== undefined) rmSync(join(this.path, old), { recursive: true });
  }

  discard(): void {
    rmSync(this.path, { recursive: true });
  }
}
