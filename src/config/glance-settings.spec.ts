import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { loadConfig } from './load-config.js';
import type { SecretSource } from './secret-source.js';

const PROJECT = '0123456789abcdef0123456789abcdef';
const GOOD: Environment = {
  ACCESS_MODE: 'anonymous',
  UPSTREAM_API: 'glance-v2',
  UPSTREAM_USERNAME: 'ops@example.test',
  UPSTREAM_PASSWORD: 'password-canary',
  IDENTITY_URL: 'https://keystone.example.test:5000/v3',
  IDENTITY_PROJECT: 'catalog',
};
const CREDENTIAL: Environment = {
  UPSTREAM_USERNAME: undefined,
  UPSTREAM_PASSWORD: undefined,
  IDENTITY_PROJECT: undefined,
  IDENTITY_CREDENTIAL_ID: 'the-credential',
  IDENTITY_CREDENTIAL_SECRET: 'secret-canary',
};
const NHN: Environment = {
  IDENTITY_URL: undefined,
  IDENTITY_PROJECT: undefined,
  IDENTITY_TENANT_ID: PROJECT,
  UPSTREAM_REGION: 'kr1',
};
const NHN_IDENTITY = 'https://api-identity-infrastructure.nhncloudservice.com';

/** With every secret as its value, to be compared. */
function upstreamWith(change: Environment): unknown {
  const [upstream] = loadConfig({ ...GOOD, ...change }).config.upstreams;
  return JSON.parse(
    JSON.stringify(upstream, (_key, value: unknown) => (isSource(value) ? value.current().reveal() : value)),
  );
}

function isSource(value: unknown): value is SecretSource {
  return typeof value === 'object' && value !== null && 'current' in value;
}

function faultsWith(change: Environment): readonly string[] {
  try {
    loadConfig({ ...GOOD, ...change });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name, detail }) => `${name}: ${detail}`);
    throw error;
  }
  return [];
}

describe('settings of glance-v2', () => {
  it('have defaults', () => {
    expect(upstreamWith({})).toMatchObject({
      api: 'glance-v2',
      sourceId: 'default',
      pageSize: 100,
      community: false,
      memberStatus: 'accepted',
      hidden: false,
      allowHttp: false,
      access: {
        kind: 'keystone',
        endpoint: { interface: 'public' },
        identity: {
          url: 'https://keystone.example.test:5000',
          credentials: {
            kind: 'v3-password',
            username: 'ops@example.test',
            password: 'password-canary',
            domain: 'Default',
            project: { name: 'catalog' },
          },
        },
      },
    });
  });

  it.each<readonly [string, Environment, object]>([
    [
      'a password with v2.0',
      {
        IDENTITY_API: 'v2.0',
        IDENTITY_URL: 'https://keystone.example.test',
        IDENTITY_PROJECT: undefined,
        IDENTITY_TENANT_ID: PROJECT,
      },
      { kind: 'v2.0-password', tenantId: PROJECT, username: 'ops@example.test', password: 'password-canary' },
    ],
    [
      'the version in the address',
      {
        IDENTITY_URL: 'https://keystone.example.test/v2.0/',
        IDENTITY_PROJECT: undefined,
        IDENTITY_TENANT_ID: PROJECT,
      },
      { kind: 'v2.0-password' },
    ],
    [
      'a project by id, with v3',
      { IDENTITY_PROJECT: undefined, IDENTITY_TENANT_ID: PROJECT, IDENTITY_DOMAIN: '운영' },
      { kind: 'v3-password', domain: '운영', project: { id: PROJECT } },
    ],
    [
      'an application credential',
      CREDENTIAL,
      { kind: 'application-credential', id: 'the-credential', secret: 'secret-canary' },
    ],
  ])('take %s', (_what, change, credentials) => {
    expect(upstreamWith(change)).toMatchObject({ access: { kind: 'keystone', identity: { credentials } } });
  });

  it.each([
    ['https://keystone.example.test/v3/auth/tokens', 'v3-password', { IDENTITY_PROJECT: 'catalog' }],
    [
      'https://keystone.example.test/v2.0/tokens',
      'v2.0-password',
      { IDENTITY_PROJECT: undefined, IDENTITY_TENANT_ID: PROJECT },
    ],
  ])('take an address of tokens as guides print it: %s', (IDENTITY_URL, kind, change) => {
    expect(upstreamWith({ IDENTITY_URL, ...change })).toMatchObject({
      access: { identity: { url: 'https://keystone.example.test', credentials: { kind } } },
    });
  });

  it('take a fixed token with a fixed address, whose version is dropped', () => {
    const change = {
      UPSTREAM_USERNAME: undefined,
      UPSTREAM_PASSWORD: undefined,
      UPSTREAM_TOKEN: 'token-canary',
    };
    const access = upstreamWith({ ...change, UPSTREAM_URL: 'https://glance.example.test/v2/' });
    expect(access).toMatchObject({
      access: { kind: 'token', token: 'token-canary', url: 'https://glance.example.test' },
    });
    expect(upstreamWith({ ...change, ...NHN, UPSTREAM_REGION: 'jp1' })).toMatchObject({
      access: { url: 'https://jp1-api-image-infrastructure.nhncloudservice.com' },
    });
    expect(faultsWith(change)).toEqual([
      'UPSTREAM_URL: is missing; a fixed token comes without a service catalogue',
    ]);
  });

  it.each(['kr1', 'kr2', 'kr3', 'jp1', 'KR1'])('know the region %s by its name', (UPSTREAM_REGION) => {
    expect(upstreamWith({ ...NHN, UPSTREAM_REGION })).toMatchObject({
      access: {
        identity: { url: NHN_IDENTITY, credentials: { kind: 'v2.0-password', tenantId: PROJECT } },
        endpoint: {
          region: UPSTREAM_REGION,
          otherwise: `https://${UPSTREAM_REGION.toLowerCase()}-api-image-infrastructure.nhncloudservice.com`,
        },
      },
    });
  });

  it('take a region of that name in another cloud for what it is', () => {
    const elsewhere = upstreamWith({ UPSTREAM_REGION: 'kr1' }) as { access: { endpoint: object } };
    expect(elsewhere.access.endpoint).toEqual({ region: 'kr1', interface: 'public' });
    expect(JSON.stringify(elsewhere)).not.toContain('nhncloudservice');
  });

  it('may stand beside those of the other API, which are not used', () => {
    expect(faultsWith({ UPSTREAM_APPKEY: 'an-appkey' })).toEqual([]);
    expect(faultsWith({ UPSTREAM_API: 'toast-v1', UPSTREAM_APPKEY: 'an-appkey', ...CREDENTIAL })).toEqual([
      'UPSTREAM_TOKEN: is missing; set it, or UPSTREAM_USERNAME and UPSTREAM_PASSWORD',
    ]);
    expect(faultsWith({ UPSTREAM_API: 'toast-v1', UPSTREAM_APPKEY: 'an-appkey' })).toEqual([]);
  });
});

describe('faults of glance-v2', () => {
  const WAYS =
    'set UPSTREAM_USERNAME and UPSTREAM_PASSWORD, or IDENTITY_CREDENTIAL_ID and IDENTITY_CREDENTIAL_SECRET, or UPSTREAM_TOKEN';

  it.each<readonly [string, Environment, readonly string[]]>([
    [
      'an API of another name, whose other settings nobody can know',
      { UPSTREAM_API: 'glance-v3', IDENTITY_API: 'v4' },
      ['UPSTREAM_API: must be one of toast-v1, glance-v2', 'IDENTITY_API: must be one of v2.0, v3'],
    ],
    [
      'nothing',
      Object.fromEntries(
        Object.keys(GOOD)
          .filter((name) => !/API|ACCESS/.test(name))
          .map((name) => [name, undefined]),
      ),
      [`UPSTREAM_USERNAME: is missing; ${WAYS}`],
    ],
    [
      'two kinds of credentials',
      { UPSTREAM_TOKEN: 'x' },
      [`UPSTREAM_TOKEN: is one of several credentials that are given; ${WAYS}`],
    ],
    [
      'no password',
      { UPSTREAM_PASSWORD: undefined },
      ['UPSTREAM_PASSWORD: is missing; UPSTREAM_USERNAME needs it'],
    ],
    [
      'a user, and nothing else',
      { IDENTITY_URL: undefined, IDENTITY_PROJECT: undefined },
      [
        'IDENTITY_URL: is missing; set it, or UPSTREAM_REGION to one of kr1, kr2, kr3, jp1',
        'IDENTITY_PROJECT: is missing; set it, or IDENTITY_TENANT_ID',
      ],
    ],
    [
      'an unknown region',
      { ...NHN, UPSTREAM_REGION: 'us1' },
      ['IDENTITY_URL: is missing; set it, or UPSTREAM_REGION to one of kr1, kr2, kr3, jp1'],
    ],
    [
      'no tenant',
      { ...NHN, IDENTITY_TENANT_ID: undefined },
      ['IDENTITY_TENANT_ID: is missing; IDENTITY_API=v2.0 needs it'],
    ],
    [
      'two projects',
      { IDENTITY_TENANT_ID: PROJECT },
      ['IDENTITY_PROJECT: is given together with IDENTITY_TENANT_ID; remove one of them'],
    ],
    [
      'two versions',
      { IDENTITY_API: 'v2.0', IDENTITY_PROJECT: undefined, IDENTITY_TENANT_ID: PROJECT },
      ['IDENTITY_API: must be v3, as IDENTITY_URL says, or that must say no version'],
    ],
    [
      'half a credential',
      { ...CREDENTIAL, IDENTITY_CREDENTIAL_SECRET: undefined },
      ['IDENTITY_CREDENTIAL_SECRET: is missing; IDENTITY_CREDENTIAL_ID needs it'],
    ],
    [
      'the other half',
      { ...CREDENTIAL, IDENTITY_CREDENTIAL_ID: undefined },
      ['IDENTITY_CREDENTIAL_ID: is missing; IDENTITY_CREDENTIAL_SECRET needs it'],
    ],
    [
      'a project with an application credential',
      { ...CREDENTIAL, IDENTITY_PROJECT: 'catalog' },
      ['IDENTITY_PROJECT: is fixed by the application credential; remove it'],
    ],
    [
      'an application credential with v2.0',
      { ...CREDENTIAL, ...NHN, IDENTITY_TENANT_ID: undefined },
      ['IDENTITY_API: must be v3: v2.0 knows no application credentials'],
    ],
    [
      'plain http',
      { IDENTITY_URL: 'http://keystone.example.test', UPSTREAM_URL: 'http://glance.example.test' },
      [
        'UPSTREAM_URL: would send credentials in the clear; use https://, or set UPSTREAM_ALLOW_HTTP=true',
        'IDENTITY_URL: would send credentials in the clear; use https://, or set UPSTREAM_ALLOW_HTTP=true',
      ],
    ],
  ])('are told all at once: %s', (_what, change, faults) => {
    expect(faultsWith(change)).toEqual(faults);
  });

  it('hold no secret', () => {
    const all = faultsWith({
      ...CREDENTIAL,
      UPSTREAM_PASSWORD: 'password-canary',
      UPSTREAM_TOKEN: 'tökencanary',
      IDENTITY_URL: 'https://a:password-canary@x',
    });
    expect(all.length).toBeGreaterThan(1);
    expect(all.join()).not.toContain('canary');
  });

  it('do not arise where plain http is allowed, or loopback', () => {
    expect(faultsWith({ IDENTITY_URL: 'http://127.0.0.1:5000' })).toEqual([]);
    expect(faultsWith({ IDENTITY_URL: 'http://keystone', UPSTREAM_ALLOW_HTTP: 'true' })).toEqual([]);
  });
});
