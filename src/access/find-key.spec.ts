import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CommandResult } from './command-result.js';
import { findKey } from './find-key.js';

const NOW = Date.UTC(2026, 5, 1);
const KEY = 'igw_the-key-of-team-a';

const dir = mkdtempSync(join(tmpdir(), 'find-key-'));
const path = join(dir, 'keys.json');
afterAll(() => rmSync(dir, { recursive: true }));

function write(more: object = {}): void {
  const sha256 = createHash('sha256').update(KEY, 'utf8').digest('hex');
  writeFileSync(path, JSON.stringify([{ client: 'team-a', sha256, scopes: ['images:read'], ...more }]));
}

function find(input: string, args: readonly string[] = [path]): Promise<CommandResult> {
  return findKey(args, () => Promise.resolve(input), NOW);
}

describe('findKey', () => {
  it.each([KEY, `${KEY}\n`, `${KEY}\r\n`])('says whose key %j is, and not the key', async (input) => {
    write();
    expect(await find(input)).toEqual({
      exitCode: 0,
      stdout:
        'The key is valid.\n  client:  team-a\n  scopes:  images:read\n  expires: never\n  sees:    everything\n',
      stderr: '',
    });
  });

  it('tells an expired key', async () => {
    write({
      expiresAt: '2026-05-31T23:59:59Z',
      scopes: ['images:read', 'catalog:refresh'],
      visibility: ['public'],
    });
    const { exitCode, stdout } = await find(KEY);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      'The key has expired.\n  client:  team-a\n  scopes:  images:read, catalog:refresh\n' +
        '  expires: 2026-05-31T23:59:59.000Z\n  sees:    visibility=public\n',
    );
  });

  it.each(['igw_another', KEY.toUpperCase(), ` ${KEY}`, `${KEY}\n\n`])(
    'knows nobody by %j',
    async (input) => {
      write();
      expect(await find(input)).toEqual({
        exitCode: 1,
        stdout: 'No entry of the file has this key.\n',
        stderr: '',
      });
    },
  );

  it.each(['', '\n'])('wants a key on standard input: %j', async (input) => {
    write();
    expect(await find(input)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it.each([[[]], [['--key', KEY]], [[path, KEY]], [[`--${KEY}`]]])(
    'takes no key as an argument, does not repeat it and reads nothing: %j',
    async (args) => {
      const unread = (): Promise<string> => Promise.reject(new Error('it was read'));
      const { exitCode, stdout, stderr } = await findKey(args, unread, NOW);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Usage: node dist/access/check-key.js FILE');
      expect(stderr).not.toContain(KEY);
    },
  );

  it('says why the file cannot be used', async () => {
    expect(await find(KEY, [join(dir, KEY)])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'FILE cannot be read (ENOENT).\n',
    });
    write({ scopes: [] });
    const { exitCode, stderr } = await find(KEY);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^FILE is wrong:\n {2}\[0\]\.scopes must be/);
  });

  it('explains itself when asked', async () => {
    expect(await find('', ['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
