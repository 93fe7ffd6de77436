import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessConfig } from './app-config.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { SIGNING_ALGORITHMS } from './jwt-settings.js';
import { loadConfig } from './load-config.js';

const GOOD: Environment = {
  UPSTREAM_APPKEY: 'appkey-canary',
  UPSTREAM_TOKEN: 'token-canary',
  ACCESS_MODE: 'anonymous',
};
const TOKENS: Environment = {
  ACCESS_MODE: 'jwt',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'image-gateway',
  JWT_JWKS_URL: 'https://login.example.com/jwks',
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

function accessOf(env: Environment): AccessConfig {
  return loadConfig({ ...GOOD, ...env }).config.access;
}

const dir = mkdtempSync(join(tmpdir(), 'access-'));
afterAll(() => rmSync(dir, { recursive: true }));

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(dir, 'file-')), 'content');
  writeFileSync(path, text);
  return path;
}

describe('ACCESS_MODE', () => {
  it.each([['api-key,jwt'], ['jwt,api-key']])('%s takes both', (mode) => {
    const keysFile = fileWith('[]');
    expect(accessOf({ ...TOKENS, ACCESS_MODE: mode, ACCESS_KEYS_FILE: keysFile })).toEqual({
      mode: 'credentials',
      keysFile,
      tokens: {
        issuer: 'https://login.example.com/',
        audience: 'image-gateway',
        jwksUrl: 'https://login.example.com/jwks',
        algorithms: ['RS256'],
      },
    });
  });

  it('may be jwt alone, without keys', () => {
    expect(accessOf(TOKENS)).toMatchObject({ keysFile: undefined, tokens: { algorithms: ['RS256'] } });
  });

  it.each([
    'none',
    'JWT',
    'jwt,jwt',
    'jwt, api-key',
    'jwt,',
    'anonymous,jwt',
    'api-key,anonymous',
    'jwt,api-key,anonymous',
  ])('%p is refused, and what may be said is said', (mode) => {
    expect(faultsOf({ ...GOOD, ACCESS_MODE: mode })).toEqual([
      'ACCESS_MODE: must be api-key, jwt, both with a comma (api-key,jwt), or anonymous',
    ]);
  });

  it('that is missing is asked for', () => {
    expect(faultsOf({ ...GOOD, ACCESS_MODE: undefined })).toEqual([
      'ACCESS_MODE: is missing; say who may call: api-key, jwt, both (api-key,jwt), or anonymous',
    ]);
  });
});

describe('settings of tokens', () => {
  it('must be given with jwt, all three', () => {
    expect(faultsOf({ ...GOOD, ACCESS_MODE: 'jwt' })).toEqual([
      'JWT_ISSUER: is missing; ACCESS_MODE=jwt needs it',
      'JWT_AUDIENCE: is missing; ACCESS_MODE=jwt needs it',
      'JWT_JWKS_URL: is missing; ACCESS_MODE=jwt needs it',
    ]);
    expect(faultsOf({ ...GOOD, ACCESS_MODE: 'api-key,jwt' })).toHaveLength(4);
  });

  it.each(['anonymous', 'api-key'])('are passed over with %s, if their form is right', (mode) => {
    const env = { ...GOOD, ...TOKENS, ACCESS_MODE: mode, ACCESS_KEYS_FILE: fileWith('[]') };
    expect(faultsOf({ ...env, JWT_AUDIENCE: undefined })).toEqual([]);
    expect(loadConfig(env).config.access).not.toHaveProperty('tokens.issuer');
    expect(faultsOf({ ...env, JWT_ALGORITHMS: 'RS257' })).toEqual([
      expect.stringMatching(/^JWT_ALGORITHMS: /),
    ]);
  });

  it.each([
    ['JWT_ISSUER', 'a b', '1 to 512 printable ASCII characters'],
    ['JWT_ISSUER', 'x'.repeat(513), '1 to 512 printable ASCII characters'],
    ['JWT_AUDIENCE', 'tést', '1 to 512 printable ASCII characters'],
    ['JWT_JWKS_URL', 'login.example.com/jwks', 'begins with https://'],
    ['JWT_JWKS_URL', 'file:///etc/canary', 'begins with https://'],
    ['JWT_JWKS_URL', 'https://u:canary@h/jwks', 'user name or password'],
    ['JWT_JWKS_URL', 'https://h/jwks#canary', 'fragment'],
    ['JWT_JWKS_URL', 'http://canary.example/jwks', 'must begin with https://'],
    ['JWT_JWKS_URL', 'http://127.0.0.1.canary.example/jwks', 'must begin with https://'],
    ['JWT_ALGORITHMS', 'none', 'must not name none or HS256'],
    ['JWT_ALGORITHMS', 'RS256,nOnE', 'must not name none or HS256'],
    ['JWT_ALGORITHMS', 'HS256', 'must not name none or HS256'],
    ['JWT_ALGORITHMS', 'RS256,HS512', 'must not name none or HS256'],
    ['JWT_ALGORITHMS', 'rs256', 'a comma list of RS256, RS384'],
    ['JWT_ALGORITHMS', 'RS256, ES256', 'a comma list of RS256, RS384'],
    ['JWT_ALGORITHMS', 'RS256,RS256', 'a comma list of RS256, RS384'],
    ['JWT_ALGORITHMS', 'RSA-OAEP', 'a comma list of RS256, RS384'],
    ['JWT_ALGORITHM', 'RS256', 'did you mean JWT_ALGORITHMS?'],
    ['JWT_SECRET', 'canary', 'is no setting'],
  ])('%s=%j is the only fault, and the fault says: %s', (name, value, says) => {
    const faults = faultsOf({ ...GOOD, ...TOKENS, [name]: value });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(faults[0]).toContain(says);
    expect(faults[0]).not.toContain('canary');
  });

  it.each([
    ['https://Login.example.com:443/a/?p=b2c', 'https://login.example.com/a/?p=b2c'],
    ['http://127.1:8080/jwks', 'http://127.0.0.1:8080/jwks'],
    ['http://localhost/jwks/', 'http://localhost/jwks/'],
    ['http://[::1]:1/', 'http://[::1]:1/'],
  ])('JWT_JWKS_URL=%s is taken as %s', (given, url) => {
    expect(accessOf({ ...TOKENS, JWT_JWKS_URL: given })).toMatchObject({ tokens: { jwksUrl: url } });
  });

  it('may name every algorithm with a public key', () => {
    const access = accessOf({ ...TOKENS, JWT_ALGORITHMS: SIGNING_ALGORITHMS.toReversed().join() });
    expect(access).toMatchObject({ tokens: { algorithms: SIGNING_ALGORITHMS } });
  });
});

describe('the key file', () => {
  const keyed = { ...GOOD, ACCESS_MODE: 'api-key' };

  it('wants one with api-key', () => {
    expect(faultsOf(keyed)).toEqual([expect.stringMatching(/^ACCESS_KEYS_FILE: is missing/)]);
  });

  it('names the reason when it cannot be read, not the path', () => {
    expect(faultsOf({ ...keyed, ACCESS_KEYS_FILE: '/canary' })).toEqual([
      'ACCESS_KEYS_FILE: cannot be read (ENOENT)',
    ]);
  });

  it('lists every fault in it', () => {
    const path = fileWith(JSON.stringify([{ client: 'a b', sha256: 'canary', scopes: ['images:read'] }]));
    expect(faultsOf({ ...keyed, ACCESS_KEYS_FILE: path })).toEqual([
      expect.stringMatching(/^ACCESS_KEYS_FILE: \[0\]\.client /),
      expect.stringMatching(/^ACCESS_KEYS_FILE: \[0\]\.sha256 /),
    ]);
  });

  it.each([{}, TOKENS])('is not looked at where no key is taken: %j', (mode) => {
    expect(faultsOf({ ...GOOD, ...mode, ACCESS_KEYS_FILE: '/canary' })).toEqual([]);
  });
});
