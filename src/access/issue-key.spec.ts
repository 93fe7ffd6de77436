import { createHash } from 'node:crypto';
import { decodeKeyFile } from '../config/key-file.js';
import { EVERYTHING, View } from '../domain/view.js';
import { issueKey } from './issue-key.js';

const NOW = Date.UTC(2026, 5, 1);

function issue(...args: readonly string[]): { key: string; entry: string } {
  const { stdout } = issueKey(args, NOW);
  return { key: /igw_[\w-]{43}(?![\w-])/.exec(stdout)?.[0] ?? '', entry: /\{.*\}/.exec(stdout)?.[0] ?? '' };
}

describe('issueKey', () => {
  it('prints a key and the entry that lets it in', () => {
    const { key, entry } = issue('acme');
    const sha256 = createHash('sha256').update(key).digest('hex');
    expect(decodeKeyFile(`[${entry}]`)).toEqual({
      entries: [{ client: 'acme', sha256, scopes: ['images:read'], expiresAtMs: Infinity, view: EVERYTHING }],
    });
    expect(issueKey(['acme'], NOW)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('prints the key once, and never the same', () => {
    const { stdout } = issueKey(['acme'], NOW);
    expect(stdout.match(/igw_/g)).toHaveLength(1);
    expect(issue('acme').key).not.toBe(issue('acme').key);
  });

  it('puts scopes and expiry into the entry', () => {
    const { entry } = issue(
      'acme',
      '--scopes',
      'images:read,catalog:refresh',
      '--expires',
      '2027-01-01T00:00:00Z',
    );
    expect(JSON.parse(entry)).toMatchObject({
      scopes: ['images:read', 'catalog:refresh'],
      expiresAt: '2027-01-01T00:00:00Z',
    });
  });

  it('puts what the client may see into the entry', () => {
    const { entry } = issue('acme', '--sources', 'default,kr1,default', '--visibility', 'public');
    expect(JSON.parse(entry)).toMatchObject({ sources: ['default', 'kr1'], visibility: ['public'] });
    expect(decodeKeyFile(`[${entry}]`)).toMatchObject({
      entries: [{ view: View.of({ sources: ['default', 'kr1'], visibility: ['public'] }) }],
    });
    expect(Object.keys(JSON.parse(issue('acme').entry) as object)).toEqual(['client', 'sha256', 'scopes']);
  });

  it.each([
    [[], 'CLIENT is missing.'],
    [['a', 'b'], 'Only one CLIENT may be given.'],
    [['a b'], 'CLIENT must be 1 to 64 letters'],
    [['acme', '--scopes', 'images:write'], '--scopes must be a comma list of images:read, catalog:refresh.'],
    [['acme', '--scopes', ''], '--scopes must be a comma list'],
    [['acme', '--expires', '2027-01-01'], '--expires must be a date-time with zone'],
    [['acme', '--expires', '2026-06-01T00:00:00Z'], '--expires lies in the past.'],
    [['acme', '--sources', ''], '--sources must be a comma list of 1 to 100 source ids'],
    [['acme', '--sources', 'a, b'], '--sources must be a comma list'],
    [['acme', '--visibility', 'Public'], '--visibility must be a comma list'],
    [['acme', '--visibility', 'public,'], '--visibility must be a comma list'],
    [['acme', '--expire', '2027-01-01T00:00:00Z'], "Unknown option '--expire'."],
  ])('refuses %j with exit code 2 and the usage', (args, says) => {
    const { exitCode, stdout, stderr } = issueKey(args, NOW);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr).toContain('Usage: node dist/access/new-key.js CLIENT');
  });

  it('shows the usage when asked', () => {
    expect(issueKey(['--help'], NOW)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Usage:') as string,
    });
  });
});
