import { createHash } from 'node:crypto';

import { decodeKeyFile, type KeyEntry } from '../config/key-file.js';
import { WatchedFile } from '../config/watched-file.js';
import type { CommandResult } from './command-result.js';

const USAGE = `Says whose key it is that comes on standard input.

Usage: node dist/access/check-key.js FILE < KEY

  FILE  the list of clients that ACCESS_KEYS_FILE names

Exit code: 0 for a key that is valid, 1 for one that is not, 2 where that cannot be told.
`;

/**
 * Runs the command that looks for a key in a key file. A key is never an argument: those are seen by everybody on the
 * machine, and kept by shells.
 *
 * @param args what follows the program's name
 * @param readKey the key, with a line break at its end or without; called only if the arguments are right
 * @param nowMs milliseconds since 1970
 */
export async function findKey(
  args: readonly string[],
  readKey: () => Promise<string>,
  nowMs: number,
): Promise<CommandResult> {
  const [path, ...rest] = args;
  if (path === '--help') return { exitCode: 0, stdout: USAGE, stderr: '' };
  if (path === undefined || rest.length > 0 || path.startsWith('-')) {
    return { exitCode: 2, stdout: '', stderr: `Name one FILE, and nothing else.\n\n${USAGE}` };
  }
  const entries = readEntries(path);
  if (typeof entries === 'string') return { exitCode: 2, stdout: '', stderr: `${entries}\n` };
  const key = (await readKey()).replace(/\r?\n$/, '');
  if (key === '') return { exitCode: 2, stdout: '', stderr: 'There is no key on standard input.\n' };
  const sha256 = createHash('sha256').update(key, 'utf8').digest('hex');
  const entry = entries.find((each) => each.sha256 === sha256);
  if (!entry) return { exitCode: 1, stdout: 'No entry of the file has this key.\n', stderr: '' };
  return { exitCode: nowMs < entry.expiresAtMs ? 0 : 1, stdout: describe(entry, nowMs), stderr: '' };
}

/** @returns the entries, or why there are none; never with the name of the file, which may be a key by mistake */
function readEntries(path: string): readonly KeyEntry[] | string {
  const content = new WatchedFile(path).changed();
  if (content === undefined || 'unreadable' in content) {
    return `FILE cannot be read (${content?.unreadable ?? 'unknown reason'}).`;
  }
  const decoded = decodeKeyFile(content.text);
  return 'faults' in decoded ? ['FILE is wrong:', ...decoded.faults].join('\n  ') : decoded.entries;
}

function describe({ client, scopes, expiresAtMs, view }: KeyEntry, nowMs: number): string {
  const expires = expiresAtMs === Infinity ? 'never' : new Date(expiresAtMs).toISOString();
  return [
    nowMs < expiresAtMs ? 'The key is valid.' : 'The key has expired.',
    `  client:  ${client}`,
    `  scopes:  ${scopes.join(', ')}`,
    `  expires: ${expires}`,
    `  sees:    ${view.key || 'everything'}\n`,
  ].join('\n');
}
