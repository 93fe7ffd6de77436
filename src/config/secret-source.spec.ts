import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toastOf } from '../../test/support/toast-config.js';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

let dir = '';
let path = '';
let now = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'secret-'));
  path = join(dir, 'token');
  now = 5_000;
});
afterEach(() => rmSync(dir, { recursive: true }));

function load(): ReturnType<typeof loadConfig> {
  const env = { UPSTREAM_APPKEY: 'appkey', UPSTREAM_TOKEN_FILE: path, ACCESS_MODE: 'anonymous' };
  return loadConfig(env, () => now);
}

function tokenOf({ config }: ReturnType<typeof loadConfig>): string {
  const { credentials } = toastOf(config);
  return credentials.kind === 'token' ? credentials.token.current().reveal() : 'no token';
}

function replace(text: string): void {
  writeFileSync(join(dir, 'next'), text);
  renameSync(join(dir, 'next'), path);
}

function faults(): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name, detail }) => `${name}: ${detail}`);
    throw error;
  }
  return [];
}

describe('a secret from a file, at the start', () => {
  it.each([
    ['abc', 'abc'],
    ['abc\n', 'abc'],
    ['abc\r\n', 'abc'],
    ['\uFEFFabc', 'abc'],
  ])('takes %j as %j', (text, token) => {
    writeFileSync(path, text);
    expect(tokenOf(load())).toBe(token);
  });

  it('drops one newline only', () => {
    writeFileSync(path, 'canary\n\n');
    expect(faults()).toEqual([
      'UPSTREAM_TOKEN_FILE: the content of its file must not begin or end with a blank',
    ]);
  });

  it.each([[''], ['\n'], ['\r\n']])('refuses the empty file %j', (text) => {
    writeFileSync(path, text);
    expect(faults()).toEqual(['UPSTREAM_TOKEN_FILE: its file is empty']);
  });

  it('names the reason when it cannot be read', () => {
    expect(faults()).toEqual(['UPSTREAM_TOKEN_FILE: its file cannot be read (ENOENT)']);
    mkdirSync(path);
    expect(faults()).toEqual(['UPSTREAM_TOKEN_FILE: its file cannot be read (EISDIR)']);
  });
});

describe('a secret from a file that is replaced while we run', () => {
  it('takes effect after a second', () => {
    writeFileSync(path, 'first-token\n');
    const loaded = load();
    replace('other-token\n');
    now += 999;
    expect(tokenOf(loaded)).toBe('first-token');
    now += 1;
    expect(tokenOf(loaded)).toBe('other-token');
  });

  it('is masked from then on, and the old one still is', () => {
    writeFileSync(path, 'first-token');
    const loaded = load();
    replace('other-token');
    now += 1_000;
    tokenOf(loaded);
    expect(loaded.knownSecrets.mask('first-token, other-token')).toBe('***, ***');
  });

  it('keeps the last good value while the file is gone, empty or wrong, and recovers', () => {
    writeFileSync(path, 'first-token');
    const loaded = load();
    const later = (): string => {
      now += 1_000;
      return tokenOf(loaded);
    };
    rmSync(path);
    expect(later()).toBe('first-token');
    for (const text of ['', '\n', ' blank-around', 'non-ascii-ö']) {
      replace(text);
      expect(later()).toBe('first-token');
    }
    replace('other-token');
    expect(later()).toBe('other-token');
  });

  it('tells once of each content, by the name of the setting and never with the content', () => {
    writeFileSync(path, 'first-token');
    const loaded = load();
    const told: unknown[] = [];
    loaded.files.listen((replacement) => told.push(replacement));
    const ask = (): void => {
      for (let times = 0; times < 3; times++) {
        now += 1_000;
        tokenOf(loaded);
      }
    };
    const setting = 'UPSTREAM_TOKEN_FILE';
    for (const text of ['', 'canary-ö', 'other-token', 'other-token\n']) {
      replace(text);
      ask();
    }
    rmSync(path);
    ask();
    expect(told).toEqual([
      { kind: 'refused', setting, reason: 'it is empty' },
      {
        kind: 'refused',
        setting,
        reason: expect.stringMatching(/^its content must be printable ASCII/) as string,
      },
      { kind: 'loaded', setting },
      { kind: 'refused', setting, reason: 'it cannot be read (ENOENT)' },
    ]);
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('is read at once when that is asked for', () => {
    writeFileSync(path, 'first-token');
    const loaded = load();
    replace('other-token');
    expect(tokenOf(loaded)).toBe('first-token');
    expect(loaded.files.reread()).toEqual(['UPSTREAM_TOKEN_FILE']);
    expect(tokenOf(loaded)).toBe('other-token');
  });

  it('keeps an appkey whose file becomes empty', () => {
    writeFileSync(path, 'the-appkey');
    const env = { UPSTREAM_APPKEY_FILE: path, UPSTREAM_TOKEN: 'token', ACCESS_MODE: 'anonymous' };
    const { config } = loadConfig(env, () => now);
    replace('');
    now += 1_000;
    expect(toastOf(config).appkey.current().reveal()).toBe('the-appkey');
  });

  it('follows the swap of a symbolic link, as Kubernetes does it', () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(dir, version));
      writeFileSync(join(dir, version, 'token'), `token-of-${version}`);
    }
    symlinkSync('v1', join(dir, '..data'));
    path = join(dir, '..data', 'token');
    const loaded = load();
    expect(tokenOf(loaded)).toBe('token-of-v1');
    symlinkSync('v2', join(dir, '..next'));
    renameSync(join(dir, '..next'), join(dir, '..data'));
    now += 1_000;
    expect(tokenOf(loaded)).toBe('token-of-v2');
  });
});
