import { createHmac } from 'node:crypto';
import type { Environment } from '../../config/environment.js';
import { loadConfig } from '../../config/load-config.js';
import { catalogKey } from './catalog-key.js';

const TOAST: Environment = {
  ACCESS_MODE: 'anonymous',
  UPSTREAM_APPKEY: 'the-appkey',
  UPSTREAM_USERNAME: 'ops',
  UPSTREAM_PASSWORD: 'a-password',
  PROPERTIES_ALLOW: 'os_*',
};
const GLANCE: Environment = {
  ...TOAST,
  UPSTREAM_API: 'glance-v2',
  IDENTITY_URL: 'https://keystone.example.test/v3',
  IDENTITY_PROJECT: 'catalog',
};

function keyOf(env: Environment): string {
  return catalogKey(loadConfig(env).config.upstreams[0]!);
}

describe('the name of a stored catalogue', () => {
  it('is that of earlier versions, for the appkey API', () => {
    const digest = createHmac('sha256', 'the-appkey').update('["toast-v1","default",["os_*"]]').digest('hex');
    expect(keyOf(TOAST)).toContain(`:{default:${digest.slice(0, 12)}}`);
  });

  it.each<readonly [string, Environment]>([
    ['API', TOAST],
    ['project', { IDENTITY_PROJECT: 'another' }],
    ['project by id', { IDENTITY_PROJECT: undefined, IDENTITY_TENANT_ID: 'catalog' }],
    ['domain', { IDENTITY_DOMAIN: 'another' }],
    ['identity service', { IDENTITY_URL: 'https://another.example.test/v3' }],
    ['region', { UPSTREAM_REGION: 'another' }],
    ['address', { UPSTREAM_URL: 'https://another.example.test' }],
    ['choice of community images', { UPSTREAM_COMMUNITY: 'true' }],
    ['choice of shared images', { UPSTREAM_MEMBER_STATUS: 'all' }],
    ['choice of hidden images', { UPSTREAM_HIDDEN: 'true' }],
    ['choice of properties', { PROPERTIES_ALLOW: 'os_*,owner' }],
    ['source', { UPSTREAM_SOURCE_ID: 'another' }],
    [
      'kind of credentials',
      {
        UPSTREAM_USERNAME: '',
        UPSTREAM_PASSWORD: '',
        IDENTITY_PROJECT: '',
        IDENTITY_CREDENTIAL_ID: 'a',
        IDENTITY_CREDENTIAL_SECRET: 'b',
      },
    ],
    [
      'address, with a token',
      {
        UPSTREAM_USERNAME: '',
        UPSTREAM_PASSWORD: '',
        UPSTREAM_TOKEN: 'a',
        UPSTREAM_URL: 'https://a.example.test',
      },
    ],
  ])('is another one for another %s', (_what, change) => {
    const env = change === TOAST ? TOAST : { ...GLANCE, ...change };
    expect(keyOf(env)).not.toBe(keyOf(GLANCE));
  });

  it.each<readonly [string, Environment]>([
    ['password', { UPSTREAM_PASSWORD: 'the-next-password' }],
    ['user', { UPSTREAM_USERNAME: 'another' }],
    ['spelling of the address', { IDENTITY_URL: 'https://keystone.example.test/' }],
    ['appkey, which is not used', { UPSTREAM_APPKEY: 'another' }],
  ])('stays with another %s', (_what, change) => {
    expect(keyOf({ ...GLANCE, ...change })).toBe(keyOf(GLANCE));
  });
});
