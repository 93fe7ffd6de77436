import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVERYTHING, View } from '../domain/view.js';
import { WatchedFile } from '../config/watched-file.js';
import type { KeyFileEvent } from './client-keys.js';
import { ClientKeys } from './client-keys.js';

const NOW = Date.UTC(2026, 5, 1);

let dir = '';
let path = '';
let monotonic = 0;
let events: KeyFileEvent[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'keys-'));
  path = join(dir, 'keys.json');
  monotonic = 0;
  events = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

function entry(client: string, key: string, more: object = {}): object {
  const sha256 = createHash('sha256').update(key, 'utf8').digest('hex');
  return { client, sha256, scopes: ['images:read'], ...more };
}

function write(...entries: readonly object[]): void {
  writeFileSync(path, JSON.stringify(entries));
}

function open(): ClientKeys {
  return new ClientKeys(new WatchedFile(path, () => monotonic), (event) => events.push(event));
}

describe('ClientKeys', () => {
  it('finds the client of a key, with its scopes', () => {
    write(entry('one', 'key-1'), entry('two', 'key-2', { scopes: ['images:read', 'catalog:refresh'] }));
    const keys = open();
    expect(keys.find('key-1', NOW, {})).toEqual({
      name: 'one',
      scopes: new Set(['images:read']),
      view: EVERYTHING,
    });
    expect(keys.find('key-2', NOW, {})).toMatchObject({
      name: 'two',
      scopes: new Set(['images:read', 'catalog:refresh']),
    });
  });

  it('knows what the client of each key may see, until the file says otherwise', () => {
    write(entry('one', 'old'), entry('one', 'new', { visibility: ['public'] }));
    const keys = open();
    const [connection, seen] = [{}, View.of({ sources: null, visibility: ['public'] })];
    expect(keys.find('old', NOW, connection)?.view).toBe(EVERYTHING);
    expect(keys.find('new', NOW, connection)?.view).toBe(seen);
    write(entry('one', 'old', { visibility: ['public'] }), entry('one', 'new'));
    keys.reread();
    expect(keys.find('new', NOW, connection)?.view).toBe(EVERYTHING);
    expect(keys.find('old', NOW, connection)?.view).toBe(seen);
  });

  it.each([['key-2'], ['key-'], ['KEY-1'], ['key-1 '], ['key-1, key-1'], ['']])(
    'knows nobody by %j',
    (presented) => {
      write(entry('one', 'key-1'));
      expect(open().find(presented, NOW, {})).toBeUndefined();
    },
  );

  it('does not take an absent key for the digest of nothing', () => {
    write(entry('one', ''));
    expect(open().find('', NOW, {})).toBeUndefined();
  });

  it('understands a UTF-8 key as Node presents header bytes', () => {
    write(entry('one', 'clé-열쇠'));
    expect(open().find(Buffer.from('clé-열쇠', 'utf8').toString('latin1'), NOW, {})?.name).toBe('one');
  });

  it('takes both keys of a client while it changes from one to the other', () => {
    write(entry('one', 'old'), entry('one', 'new'));
    const keys = open();
    expect([keys.find('old', NOW, {})?.name, keys.find('new', NOW, {})?.name]).toEqual(['one', 'one']);
  });

  it('refuses a key from the moment at which it expires', () => {
    write(entry('one', 'key-1', { expiresAt: new Date(NOW).toISOString() }));
    const keys = open();
    expect(keys.find('key-1', NOW - 1, {})?.name).toBe('one');
    expect(keys.find('key-1', NOW, {})).toBeUndefined();
  });

  it('says why a key is not valid, and whose it was', () => {
    write(entry('one', 'key-1', { expiresAt: new Date(NOW).toISOString() }));
    const keys = open();
    expect(keys.failureOf('key-2')).toEqual({ credential: 'api-key', reason: 'unknown' });
    expect(keys.failureOf('key-1')).toEqual({ credential: 'api-key', reason: 'expired', client: 'one' });
  });

  it('knows when each client of the file was recognised last, by whichever key', () => {
    write(entry('one', 'old'), entry('one', 'new'), entry('two', 'key-2'), entry('three', 'key-3'));
    const keys = open();
    const connection = {};
    for (const [at, key] of ['old', 'key-2', 'new', 'new', 'wrong'].entries())
      keys.find(key, NOW + at, connection);
    expect(keys.uses()).toEqual([
      { client: 'one', atMs: NOW + 3 },
      { client: 'two', atMs: NOW + 1 },
    ]);
    write(entry('one', 'newer'), entry('three', 'key-3'));
    keys.reread();
    expect(keys.uses()).toEqual([{ client: 'one', atMs: NOW + 3 }]);
  });

  it('takes up a replaced file after a second', () => {
    write(entry('one', 'key-1'));
    const keys = open();
    write(entry('two', 'key-22'), entry('three', 'key-3'));
    monotonic = 999;
    expect(keys.find('key-1', NOW, {})?.name).toBe('one');
    monotonic = 1_000;
    expect(keys.find('key-1', NOW, {})).toBeUndefined();
    expect(keys.find('key-22', NOW, {})?.name).toBe('two');
    expect(events).toEqual([
      { kind: 'loaded', keys: 1, clients: 1, changes: undefined },
      {
        kind: 'loaded',
        keys: 2,
        clients: 2,
        changes: { added: ['two', 'three'], removed: ['one'], changed: [] },
      },
    ]);
  });

  it('keeps the keys when the new file is wrong, and says so once without a digest', () => {
    write(entry('one', 'key-1'));
    const keys = open();
    write(entry('two', 'key-2', { sha256: 'CANARY' }));
    for (monotonic = 1_000; monotonic < 5_000; monotonic += 1_000) {
      expect(keys.find('key-1', NOW, {})?.name).toBe('one');
    }
    expect(events.slice(1)).toEqual([
      { kind: 'refused', faults: [expect.stringMatching(/^\[0\]\.sha256 /)] },
    ]);
    expect(JSON.stringify(events)).not.toContain('CANARY');
  });

  it('keeps the keys when the file is gone, and says so once', () => {
    write(entry('one', 'key-1'));
    const keys = open();
    rmSync(path);
    for (monotonic = 1_000; monotonic < 5_000; monotonic += 1_000) {
      expect(keys.find('key-1', NOW, {})?.name).toBe('one');
    }
    expect(events.slice(1)).toEqual([{ kind: 'unreadable', reason: 'ENOENT' }]);
  });

  it('lets nobody in as long as there never was a valid file', () => {
    const keys = open();
    expect(keys.find('key-1', NOW, {})).toBeUndefined();
    write(entry('one', 'key-1'));
    monotonic = 1_000;
    expect(keys.find('key-1', NOW, {})?.name).toBe('one');
  });
});
