import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { toastOf } from '../../test/support/toast-config.js';
import { loadConfig, type LoadedConfig } from './load-config.js';

const dir = mkdtempSync(join(tmpdir(), 'sources-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;

function fileWith(text: string): string {
  const path = join(dir, `file-${files++}`);
  writeFileSync(path, text);
  return path;
}

const APPKEY = fileWith('appkey-canary\n');
const TOKEN = fileWith('token-canary');
const SOURCE = { id: 'kr1', api: 'toast-v1', appkeyFile: APPKEY, tokenFile: TOKEN };

function load(file: unknown, env: Environment = {}): LoadedConfig {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  return loadConfig({ ACCESS_MODE: 'anonymous', UPSTREAM_SOURCES_FILE: fileWith(text), ...env });
}

function faultsOf(file: unknown, env: Environment = {}): readonly string[] {
  try {
    load(file, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name, detail }) => `${name}: ${detail}`);
    throw error;
  }
  return [];
}

/** What is wrong with a source that is right but for these members. */
function faultsWith(members: Readonly<Record<string, unknown>>): readonly string[] {
  return faultsOf({ sources: [{ ...SOURCE, ...members }] });
}

describe('a file of sources', () => {
  it('gives each source what it says, and the settings for what it does not', () => {
    const name = fileWith('name');
    const password = fileWith('password-canary');
    const other = { id: 'jp1', api: 'toast-v1', appkeyFile: fileWith('other-appkey') };
    const { config } = load(
      {
        $schema: './sources.schema.json',
        sources: [
          { ...SOURCE, url: 'https://one.example/compute/', timeout: '3s', pageSize: 50, freshFor: '30s' },
          { ...other, usernameFile: name, passwordFile: password, maxBody: 2_048, maxListing: '2MiB' },
        ],
      },
      { UPSTREAM_TIMEOUT: '7s', CACHE_FRESH_FOR: '2m', CACHE_STALE_FOR: '1h' },
    );
    const [first, second] = config.upstreams;
    expect(config.upstreams).toHaveLength(2);
    expect(first).toMatchObject({ sourceId: 'kr1', url: 'https://one.example/compute', timeoutMs: 3_000 });
    expect(first).toMatchObject({ pageSize: 50, freshForMs: 30_000, staleForMs: 3_600_000 });
    expect(second).toMatchObject({ sourceId: 'jp1', timeoutMs: 7_000, pageSize: 100, freshForMs: 120_000 });
    expect(second).toMatchObject({ maxBodyBytes: 2_048, maxListingBytes: 2_097_152 });
    expect(toastOf(config).credentials.kind).toBe('token');
    expect(toastOf(config, 1).appkey.current().reveal()).toBe('other-appkey');
    expect(toastOf(config, 1).credentials.kind).toBe('password');
    expect(Object.isFrozen(first)).toBe(true);
  });

  it('has its secrets masked wherever they turn up', () => {
    const { knownSecrets, config } = load({ sources: [SOURCE] });
    expect(knownSecrets.mask('appkey-canary token-canary')).toBe('*** ***');
    expect(JSON.stringify(config)).not.toContain('canary');
  });

  it('has its secret files read again when they are replaced', () => {
    const appkeyFile = fileWith('first-appkey');
    const { config, files: replaceable } = load({ sources: [{ ...SOURCE, appkeyFile }] });
    writeFileSync(appkeyFile, 'second-appkey');
    expect(replaceable.reread()).toEqual(['sources[0].appkeyFile', 'sources[0].tokenFile']);
    expect(toastOf(config).appkey.current().reveal()).toBe('second-appkey');
  });

  it('gives the longest time limit of all sources to connections', () => {
    const { config } = load({ sources: [{ ...SOURCE, timeout: '100s' }] });
    expect(config.limits.idleTimeoutMs).toBe(200_000);
  });
});

describe('a file of sources that is wrong', () => {
  it.each<[unknown, string]>([
    ['', 'must hold a JSON object with sources'],
    ['{', 'must hold a JSON object with sources'],
    [[SOURCE], 'must hold a JSON object with sources'],
    [{}, 'sources must be a list of at least one source'],
    [{ sources: {} }, 'sources must be a list of at least one source'],
    [{ sources: [] }, 'sources must be a list of at least one source'],
    [{ sources: [SOURCE], source: 1 }, 'source is no member; did you mean sources?'],
    [{ sources: [SOURCE], $schema: 1 }, '$schema must be a text'],
    [{ sources: [SOURCE, 'canary'] }, 'sources[1] must be an object'],
    [{ sources: [SOURCE, null] }, 'sources[1] must be an object'],
    [{ sources: [SOURCE, SOURCE] }, 'sources[1].id repeats that of sources[0]'],
  ])('%j is refused: %s', (file, says) => {
    expect(faultsOf(file)).toEqual([`UPSTREAM_SOURCES_FILE: ${says}`]);
  });

  it.each<[string, unknown, string]>([
    ['id', undefined, 'is missing'],
    ['id', 'a b', 'must be 1 to 64 letters'],
    ['id', 7, 'must be a text'],
    ['id', '', 'must be a text'],
    ['api', undefined, 'is missing'],
    ['api', 'glance-v3', 'must be one of toast-v1, glance-v2'],
    ['url', 'http://canary.example', 'use https://, or set allowHttp=true'],
    ['url', 'https://canary@h', 'must not hold a user name or password'],
    ['url', null, 'must be a text'],
    ['allowHttp', 'true', 'must be true or false'],
    ['appkeyFile', undefined, 'is missing'],
    ['appkeyFile', '/canary/none', 'its file cannot be read (ENOENT)'],
    ['appkeyFile', 5, 'must be the path of a file'],
    ['tokenFile', undefined, 'is missing; set it, or usernameFile and passwordFile'],
    ['tokenFile', {}, 'must be the path of a file'],
    ['timeout', '5', 'must be a duration'],
    ['timeout', 5, 'must be a duration'],
    ['timeout', '0ms', 'from 1ms to 720h'],
    ['maxBody', '5GiB', 'from 1KiB to 4GiB'],
    ['maxBody', -1, 'must be a text such as "64MiB"'],
    ['maxImages', 0, 'from 1 to 10000000'],
    ['maxImages', '7', 'must be a whole number'],
    ['pageSize', 1.5, 'must be a whole number'],
    ['pageSize', 1001, 'from 1 to 1000'],
    ['freshFor', [], 'must be a duration'],
    ['staleFor', '1d', 'with ms, s, m or h'],
    ['colour', 'canary', 'is no member'],
    ['pagesize', 5, 'is no member; did you mean pageSize?'],
    ['appkey', 'canary', 'a secret must not stand here; name its file in appkeyFile'],
    ['password', 'canary', 'name its file in passwordFile'],
  ])('a source whose %s is %j is the only fault, by its path: %s', (member, value, says) => {
    const faults = faultsWith({ [member]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^UPSTREAM_SOURCES_FILE: sources\\[0\\]\\.${member} `));
    expect(faults[0]).toContain(says);
    expect(faults[0]).not.toContain('canary');
  });

  it('names no member whose name may be a secret', () => {
    expect(faultsWith({ 'hunter2-canary': 1 })).toEqual([
      'UPSTREAM_SOURCES_FILE: sources[0] has an unknown member',
    ]);
  });

  it('names both, where a token stands beside a password', () => {
    expect(faultsWith({ passwordFile: TOKEN })).toEqual([
      expect.stringContaining(
        'sources[0].tokenFile is given together with a user name or password',
      ) as string,
    ]);
  });

  it('tells of everything that is wrong, in one list with the settings', () => {
    const sources = [{ ...SOURCE, pageSize: 0, url: 'ftp://x' }, { ...SOURCE, colour: 1 }, 7];
    expect(faultsOf({ sources }, { PORT: 'x', UPSTREAM_TIMEOUT: 'x' })).toEqual([
      expect.stringMatching(/^PORT: /) as string,
      'UPSTREAM_SOURCES_FILE: sources[1].colour is no member',
      'UPSTREAM_SOURCES_FILE: sources[2] must be an object',
      'UPSTREAM_SOURCES_FILE: sources[1].id repeats that of sources[0]',
      expect.stringMatching(/^UPSTREAM_SOURCES_FILE: sources\[0\]\.pageSize must be/) as string,
      expect.stringMatching(/^UPSTREAM_SOURCES_FILE: sources\[0\]\.url must be a URL/) as string,
      expect.stringMatching(/^UPSTREAM_TIMEOUT: /) as string,
    ]);
  });

  it.each([
    ['UPSTREAM_API', 'toast-v1'],
    ['UPSTREAM_URL', 'https://x.example'],
    ['UPSTREAM_SOURCE_ID', 'x'],
    ['UPSTREAM_APPKEY', 'canary'],
    ['UPSTREAM_APPKEY_FILE', APPKEY],
    ['UPSTREAM_TOKEN', 'canary'],
    ['UPSTREAM_USERNAME', 'canary'],
    ['UPSTREAM_PASSWORD_FILE', '/canary'],
  ])('is refused together with %s', (name, value) => {
    expect(faultsOf({ sources: [SOURCE] }, { [name]: value })).toEqual([
      `${name}: is given together with UPSTREAM_SOURCES_FILE; remove it, each source has its own`,
    ]);
  });

  it('that cannot be read says why', () => {
    expect(faultsOf({}, { UPSTREAM_SOURCES_FILE: join(dir, 'none') })).toEqual([
      'UPSTREAM_SOURCES_FILE: cannot be read (ENOENT)',
    ]);
  });
});
