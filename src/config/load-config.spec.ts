import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { toastOf } from '../../test/support/toast-config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { loadConfig } from './load-config.js';
import { Secret } from './secret.js';

const GOOD: Environment = {
  UPSTREAM_APPKEY: 'appkey-canary',
  UPSTREAM_TOKEN: 'token-canary',
  ACCESS_MODE: 'anonymous',
};

function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name, detail }) => `${name}: ${detail}`);
    throw error;
  }
  return [];
}

/** The faults of settings that are good but for these; `undefined` takes one away. */
function faultsWith(change: Environment): readonly string[] {
  return faultsOf({ ...GOOD, ...change });
}

const dir = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(dir, { recursive: true }));

function fileWith(text: string | Uint8Array): string {
  const path = join(mkdtempSync(join(dir, 'file-')), 'content');
  writeFileSync(path, text);
  return path;
}

describe('loadConfig with good settings', () => {
  it('uses the documented defaults', () => {
    const { config } = loadConfig(GOOD);
    expect(config.server).toEqual({
      host: '0.0.0.0',
      port: 3000,
      managementHost: '0.0.0.0',
      managementPort: 3001,
      shutdownTimeoutMs: 10_000,
      shutdownDelayMs: 500,
      docs: true,
      processes: 1,
    });
    expect(config.cache).toEqual({
      store: { kind: 'memory' },
      keepWarm: true,
    });
    expect(config.access).toEqual({ mode: 'anonymous' });
    expect(config.logLevel).toBe('info');
    expect(config.upstreams[0]).toMatchObject({
      api: 'toast-v1',
      url: 'https://api-compute.cloud.toast.com/compute',
      sourceId: 'default',
      timeoutMs: 10_000,
      maxBodyBytes: 67_108_864,
      pageSize: 100,
      freshForMs: 60_000,
      staleForMs: 86_400_000,
    });
    expect(config.upstreams[0]!.propertiesAllow).toContain('os_*');
  });

  it('reads every setting that is given', () => {
    const { config } = loadConfig({
      HOST: '::1',
      PORT: '0',
      MANAGEMENT_HOST: 'localhost',
      MANAGEMENT_PORT: '65535',
      UPSTREAM_API: 'toast-v1',
      UPSTREAM_URL: 'http://10.0.0.1:8080/compute//',
      UPSTREAM_ALLOW_HTTP: 'true',
      UPSTREAM_APPKEY: 'the-appkey',
      UPSTREAM_USERNAME: ' a name ',
      UPSTREAM_PASSWORD: ' pass word ',
      UPSTREAM_TIMEOUT: '720h',
      UPSTREAM_MAX_BODY: '4GiB',
      UPSTREAM_PAGE_SIZE: '1000',
      UPSTREAM_SOURCE_ID: 'kr_1-A',
      CACHE_URL: 'file:./var/catalog',
      CACHE_FRESH_FOR: '1ms',
      CACHE_STALE_FOR: '0ms',
      CACHE_KEEP_WARM: 'false',
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: fileWith('[]'),
      CURSOR_SECRET: 'the cursor secret',
      PROPERTIES_ALLOW: 'os_*,a.b-c',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'silent',
      DOCS: 'off',
      SHUTDOWN_TIMEOUT: '5m',
    });
    expect(config.server).toMatchObject({ host: '::1', port: 0, managementPort: 65_535, docs: false });
    expect(config.server.shutdownTimeoutMs).toBe(300_000);
    expect(config.upstreams[0]).toMatchObject({
      url: 'http://10.0.0.1:8080/compute',
      sourceId: 'kr_1-A',
      freshForMs: 1,
      staleForMs: 0,
    });
    const { timeoutMs, maxBodyBytes, pageSize } = config.upstreams[0]!;
    expect([timeoutMs, maxBodyBytes, pageSize]).toEqual([2_592_000_000, 2 ** 32, 1000]);
    expect(config.upstreams[0]!.propertiesAllow).toEqual(['os_*', 'a.b-c']);
    const { appkey, credentials } = toastOf(config);
    expect(appkey.current().reveal()).toBe('the-appkey');
    expect(credentials.kind === 'password' && credentials.username.current().reveal()).toBe(' a name ');
    expect(credentials.kind === 'password' && credentials.password.current().reveal()).toBe(' pass word ');
    expect(config.cursorSecret.current().reveal()).toBe('the cursor secret');
    expect(config.cache).toEqual({
      store: { kind: 'file', folder: './var/catalog' },
      keepWarm: false,
    });
    expect(config.access).toMatchObject({ mode: 'credentials', tokens: undefined });
  });

  it('takes as many processes as it is told, or one for each core', () => {
    const processes = (text: string): number =>
      loadConfig({ ...GOOD, PROCESSES: text }).config.server.processes;
    expect([processes('64'), processes('auto')]).toEqual([64, availableParallelism()]);
  });

  it('makes another cursor secret at each start when none is given', () => {
    const secrets = [1, 2].map(() => loadConfig(GOOD).config.cursorSecret.current().reveal());
    expect(Buffer.from(secrets[0] ?? '', 'base64url')).toHaveLength(32);
    expect(secrets[0]).not.toBe(secrets[1]);
  });

  it('counts an empty variable as not set', () => {
    expect(
      faultsWith({ PORT: '', UPSTREAM_USERNAME: '', UPSTREAM_TOKEN_FILE: '', UPSTREAM_NONSENSE: '' }),
    ).toEqual([]);
    expect(faultsWith({ ACCESS_MODE: '' })).toEqual(faultsWith({ ACCESS_MODE: undefined }));
  });

  it('takes variables of other programs for what they are', () => {
    expect(faultsWith({ PATH: '/bin', PORTAL: 'x', HOSTNAME: 'x', LOG_LEVELS: 'x', UPSTREAM: 'x' })).toEqual(
      [],
    );
  });

  it('cannot be changed afterwards', () => {
    const { config } = loadConfig(GOOD);
    const parts = [
      config,
      config.server,
      config.upstreams[0]!,
      toastOf(config).credentials,
      config.cache,
      config.access,
    ];
    for (const part of [...parts, config.upstreams[0]!.propertiesAllow])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('shows no secret when it is printed or serialised', () => {
    const { config } = loadConfig({ ...GOOD, CURSOR_SECRET: 'cursor-canary' });
    expect(inspect(config, { depth: 9, showHidden: true }) + JSON.stringify(config)).not.toContain('canary');
  });

  it('does not forget a secret that was set over the tokens that are issued later', () => {
    const { knownSecrets } = loadConfig(GOOD);
    for (let index = 0; index < 200; index++) knownSecrets.add(new Secret(`issued-${index}`));
    expect(knownSecrets.mask('appkey-canary token-canary issued-199')).toBe('*** *** ***');
  });

  it('knows appkey, token, password and cursor secret as texts to mask, but not the user name', () => {
    const text = 'appkey-canary token-canary cursor-canary';
    expect(loadConfig({ ...GOOD, CURSOR_SECRET: 'cursor-canary' }).knownSecrets.mask(text)).toBe(
      '*** *** ***',
    );
    const pair = { UPSTREAM_TOKEN: '', UPSTREAM_USERNAME: 'name-canary', UPSTREAM_PASSWORD: 'pass-canary' };
    expect(loadConfig({ ...GOOD, ...pair }).knownSecrets.mask('name-canary pass-canary')).toBe(
      'name-canary ***',
    );
  });
});

describe('loadConfig with one wrong setting', () => {
  it.each([
    ['HOST', '[::1]', 'IPv6 without brackets'],
    ['HOST', '256.0.0.1', 'must be an IP address'],
    ['HOST', 'a host', 'must be an IP address'],
    ['PORT', '65536', 'from 0 to 65535'],
    ['PORT', '-1', 'from 0 to 65535'],
    ['PORT', '1e3', 'from 0 to 65535'],
    ['PORT', '0x10', 'from 0 to 65535'],
    ['PORT', ' 80', 'must not begin or end with a blank'],
    ['MANAGEMENT_HOST', 'a_b', 'must be an IP address'],
    ['MANAGEMENT_PORT', 'tcp://10.0.0.1:80', 'from 0 to 65535'],
    ['MANAGEMENT_PORT', '3000', 'must differ from PORT'],
    ['UPSTREAM_API', 'toast-v2', 'must be one of toast-v1, glance-v2'],
    ['UPSTREAM_REGION', 'two words', 'without a blank'],
    ['IDENTITY_URL', 'keystone', 'begins with https://'],
    ['IDENTITY_API', 'v2', 'one of v2.0, v3'],
    ['UPSTREAM_ALLOW_HTTP', 'TRUE', 'must be true or false'],
    ['UPSTREAM_ALLOW_HTTP', '1', 'must be true or false'],
    ['UPSTREAM_TIMEOUT', '0ms', 'from 1ms to 720h'],
    ['UPSTREAM_TIMEOUT', '721h', 'from 1ms to 720h'],
    ['UPSTREAM_TIMEOUT', '10', 'with ms, s, m or h'],
    ['UPSTREAM_MAX_BODY', '1023', 'from 1KiB to 4GiB'],
    ['UPSTREAM_MAX_BODY', '5GiB', 'from 1KiB to 4GiB'],
    ['UPSTREAM_MAX_BODY', '1.0001KiB', 'in whole bytes'],
    ['UPSTREAM_PAGE_SIZE', '0', 'from 1 to 1000'],
    ['UPSTREAM_PAGE_SIZE', '1001', 'from 1 to 1000'],
    ['UPSTREAM_SOURCE_ID', 'a b', '1 to 64 letters'],
    ['UPSTREAM_SOURCE_ID', 'x'.repeat(65), '1 to 64 letters'],
    ['CACHE_URL', 'memory', 'must be memory:, file:'],
    ['CACHE_FRESH_FOR', '0ms', 'from 1ms to 720h'],
    ['CACHE_STALE_FOR', '-1ms', 'from 0ms to 720h'],
    ['CACHE_KEEP_WARM', 'yes', 'must be true or false'],
    ['PROPERTIES_ALLOW', 'a,,b', 'a comma list of property keys'],
    ['PROPERTIES_ALLOW', 'a, b', 'a comma list of property keys'],
    ['RATE_LIMIT', 'on', 'must be off, or a number of requests'],
    ['TRUST_PROXY', 'canary.example', 'IP addresses, networks'],
    ['LOG_LEVEL', 'verbose', 'one of trace, debug, info, warn, error, fatal, silent'],
    ['DOCS', 'true', 'one of on, off'],
    ['SHUTDOWN_TIMEOUT', '10 s', 'with ms, s, m or h'],
    ['UPSTREAM_APPKEY', '..', 'part of a path'],
    ['UPSTREAM_APPKEY', '.', 'part of a path'],
    ['UPSTREAM_APPKEY', 'a\nb', 'control character'],
    ['UPSTREAM_APPKEY', 'abc ', 'must not begin or end with a blank'],
    ['UPSTREAM_TOKEN', 'tök', 'printable ASCII'],
    ['UPSTREAM_TOKEN', 'a\tb', 'printable ASCII'],
    ['CURSOR_SECRET', '  ', 'blanks only'],
    ['UPSTREAM_TIMEOUTS', '10s', 'did you mean UPSTREAM_TIMEOUT?'],
    ['RATE_LIMITS', '10s', 'did you mean RATE_LIMIT?'],
    ['UPSTREAM_PASSWORD_FIL', 'x', 'did you mean UPSTREAM_PASSWORD_FILE?'],
    ['UPSTREAM_URL_FILE', '/x', 'only secrets may come from a file; did you mean UPSTREAM_URL?'],
    ['IDENTITY_URL_FILE', '/x', 'did you mean IDENTITY_URL?'],
    ['TRUST_ME', 'x', 'is no setting'],
  ])('%s=%j is the only fault, and the fault says: %s', (name, value, says) => {
    const faults = faultsWith({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}: `));
    expect(faults[0]).toContain(says);
  });

  it.each([
    ['ftp://h/x', 'https://'],
    ['https:/h', 'https://'],
    ['https://', 'https://'],
    ['https://h:99999', 'https://'],
    ['https://h/a b', 'https://'],
    ['https://user:canary@h', 'user name or password'],
    ['https://canary@h', 'user name or password'],
    ['https://h/?canary', 'query'],
    ['https://h/#canary', 'fragment'],
    ['http://canary.example', 'UPSTREAM_ALLOW_HTTP=true'],
    ['http://127.0.0.1.canary.example', 'UPSTREAM_ALLOW_HTTP=true'],
  ])('refuses UPSTREAM_URL=%s and does not echo it', (url, says) => {
    const faults = faultsWith({ UPSTREAM_URL: url });
    expect(faults).toEqual([expect.stringMatching(/^UPSTREAM_URL: /)]);
    expect(faults[0]).toContain(says);
    expect(faults[0]).not.toContain('canary');
  });

  it.each([
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.1/', 'http://127.0.0.1'],
    ['http://127.9.9.9/x/', 'http://127.9.9.9/x'],
    ['HTTP://[::1]:1', 'http://[::1]:1'],
    ['https://Example.com:443/compute/', 'https://example.com/compute'],
  ])('takes UPSTREAM_URL=%s as %s', (given, url) => {
    expect(toastOf(loadConfig({ ...GOOD, UPSTREAM_URL: given }).config).url).toBe(url);
  });

  it('allows one port twice on two addresses, and 0 twice', () => {
    const apart = { HOST: '127.0.0.1', MANAGEMENT_HOST: '127.0.0.2', MANAGEMENT_PORT: '3000' };
    expect(faultsWith(apart)).toEqual([]);
    expect(faultsWith({ PORT: '0', MANAGEMENT_PORT: '0' })).toEqual([]);
    expect(faultsWith({ ...apart, MANAGEMENT_HOST: '::' })).toHaveLength(1);
  });

  it('repeats no value, because people paste secrets into the wrong variable', () => {
    const faults = faultsWith({
      PORT: 'canary-in-port',
      LOG_LEVEL: 'canary-in-level',
      UPSTREAM_APPKEY: undefined,
    });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain('canary');
  });

  it('cuts a mangled name off where a value may begin', () => {
    expect(faultsWith({ 'UPSTREAM_TOKEN:canary': 'x' })).toEqual([
      'UPSTREAM_TOKEN…: is no setting; did you mean UPSTREAM_TOKEN?',
    ]);
  });
});

describe('loadConfig and credentials', () => {
  const none = { UPSTREAM_TOKEN: undefined };

  it('says what to do when there are none', () => {
    expect(faultsWith(none)).toEqual([
      'UPSTREAM_TOKEN: is missing; set it, or UPSTREAM_USERNAME and UPSTREAM_PASSWORD',
    ]);
  });

  it('names the missing half of a pair', () => {
    expect(faultsWith({ ...none, UPSTREAM_USERNAME: 'u' })).toEqual([
      'UPSTREAM_PASSWORD: is missing; UPSTREAM_USERNAME needs it',
    ]);
    expect(faultsWith({ ...none, UPSTREAM_PASSWORD: 'p' })).toEqual([
      'UPSTREAM_USERNAME: is missing; UPSTREAM_PASSWORD needs it',
    ]);
  });

  it.each([['UPSTREAM_USERNAME'], ['UPSTREAM_PASSWORD']])('refuses a token together with %s', (name) => {
    expect(faultsWith({ [name]: 'canary' })).toEqual([
      expect.stringMatching(/^UPSTREAM_TOKEN: is given together with/),
    ]);
  });

  it('wants an appkey', () => {
    expect(faultsWith({ UPSTREAM_APPKEY: '' })).toEqual([
      expect.stringMatching(/^UPSTREAM_APPKEY: is missing/),
    ]);
  });
});

describe('loadConfig with many faults', () => {
  const wrong = {
    UPSTREAM_NONSENSE: 'canary-0',
    CACHE_FRESH_FOR: 'canary-token', // a secret in the wrong place
    UPSTREAM_APPKEY: 'canary\n1',
    UPSTREAM_TOKEN: 'canary-token',
    UPSTREAM_TOKEN_FILE: '/canary-2',
    UPSTREAM_USERNAME: 'canary-3',
    UPSTREAM_PASSWORD_FILE: '/canary-4',
    CURSOR_SECRET_FILE: fileWith(''),
    UPSTREAM_URL: 'https://canary-6@h',
    PORT: 'x',
  };

  it('reports all of them in the order of the settings, unknown names last', () => {
    const names = faultsOf(wrong).map((fault) => fault.split(':')[0]);
    expect(names).toEqual([
      'PORT',
      'UPSTREAM_URL',
      'UPSTREAM_APPKEY',
      'UPSTREAM_TOKEN',
      'UPSTREAM_TOKEN',
      'UPSTREAM_PASSWORD_FILE',
      'CACHE_FRESH_FOR',
      'ACCESS_MODE',
      'CURSOR_SECRET_FILE',
      'UPSTREAM_NONSENSE',
    ]);
  });

  it('prints one heading and one line for each', () => {
    const lines = (): readonly string[] =>
      new ConfigError([{ name: 'A', detail: 'is wrong' }]).message.split('\n');
    expect(lines()).toEqual(['1 setting is wrong:', '  A: is wrong']);
    expect(() => loadConfig(wrong)).toThrow(
      /^9 settings are wrong:\n {2}PORT: must be .*\n {2}UPSTREAM_URL: /,
    );
  });

  it('holds no value of a secret, wherever it was put', () => {
    expect(faultsOf(wrong).join('\n')).not.toContain('canary');
  });
});
