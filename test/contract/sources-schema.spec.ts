import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { loadConfig } from '../../src/config/load-config.js';
import { SOURCE_MEMBER_NAMES } from '../../src/config/source-members.js';
import { renderSourcesSchema } from '../../src/config/sources-schema.js';

const committed = readFileSync(join(__dirname, '../../docs/sources.schema.json'), 'utf8');
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(
  JSON.parse(committed) as object,
);

const dir = mkdtempSync(join(tmpdir(), 'sources-schema-'));
afterAll(() => rmSync(dir, { recursive: true }));

const secret = join(dir, 'secret');
writeFileSync(secret, 'a-secret');

const SOURCE = { id: 'kr1', api: 'toast-v1', appkeyFile: secret, tokenFile: secret };
const GLANCE = { id: 'kr1', api: 'glance-v2', tokenFile: secret, url: 'https://one.example' };
const KEYSTONE = { ...GLANCE, tokenFile: undefined, identityUrl: 'https://keystone.example/v3' };
const USER = { usernameFile: secret, passwordFile: secret, project: 'catalog' };
const CREDENTIAL = { credentialId: 'an-id', credentialSecretFile: secret };

/** What every member may hold, one after the other. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  id: ['a', 'KR_1-a'],
  api: ['toast-v1'],
  url: ['https://one.example', 'http://127.0.0.1:1/x'],
  allowHttp: [true, false],
  appkeyFile: [secret],
  tokenFile: [secret],
  usernameFile: [],
  passwordFile: [],
  region: ['kr1', 'RegionOne'],
  interface: ['public', 'internal', 'admin'],
  identityUrl: ['https://keystone.example/v3'],
  identityApi: ['v2.0', 'v3'],
  tenantId: ['0123456789abcdef0123456789abcdef'],
  project: ['catalog'],
  domain: ['Default'],
  credentialId: [],
  credentialSecretFile: [],
  memberStatus: ['accepted', 'all'],
  community: [true, false],
  hidden: [true, false],
  timeout: ['1ms', '10s', '5m', '24h'],
  maxBody: [1_024, '64MiB', '1.5GB'],
  maxImages: [1, 10_000_000],
  maxListing: [1_024, '64GiB'],
  pageSize: [1, 1_000],
  freshFor: ['1ms', '720h'],
  staleFor: ['0ms', '1h'],
};

/** These may be any text. */
const FREE = ['region', 'project', 'domain'];
const WRONG: readonly unknown[] = [null, [], {}, '', 'a b', -1, 1.5, 'ftp://x'];

function isRead(file: unknown): boolean {
  const path = join(dir, 'sources.json');
  writeFileSync(path, JSON.stringify(file));
  try {
    loadConfig({ ACCESS_MODE: 'anonymous', UPSTREAM_SOURCES_FILE: path });
    return true;
  } catch {
    return false;
  }
}

describe('docs/sources.schema.json', () => {
  it('is made from the members; if not, run `npm run generate`', () => {
    expect(committed).toBe(renderSourcesSchema());
  });

  it('has an example of every member here', () => {
    expect(Object.keys(RIGHT)).toEqual([...SOURCE_MEMBER_NAMES]);
  });

  it.each(SOURCE_MEMBER_NAMES)('agrees with the gateway on %s', (name) => {
    for (const value of RIGHT[name]!) {
      const file = { sources: [{ ...SOURCE, [name]: value }] };
      expect([value, validate(file), isRead(file)]).toEqual([value, true, true]);
    }
    for (const value of WRONG) {
      if (FREE.includes(name) && typeof value === 'string' && value !== '') continue;
      const file = { sources: [{ ...SOURCE, [name]: value }] };
      expect([value, isRead(file)]).toEqual([value, false]);
      // a path is a path as far as a schema knows
      if (!name.endsWith('File') || typeof value !== 'string' || value === '')
        expect([value, validate(file)]).toEqual([value, false]);
    }
  });

  it.each<[string, number, boolean]>([
    ['maxBody', 1_023, false],
    ['maxBody', 4 * 1024 ** 3, true],
    ['maxBody', 4 * 1024 ** 3 + 1, false],
    ['maxListing', 1_023, false],
    ['maxListing', 64 * 1024 ** 3 + 1, false],
  ])('agrees with the gateway on a %s of %d bytes', (name, value, isRight) => {
    const file = { sources: [{ ...SOURCE, [name]: value }] };
    expect([validate(file), isRead(file)]).toEqual([isRight, isRight]);
  });

  it.each<[string, object]>([
    ['two kinds of credentials', { usernameFile: secret, passwordFile: secret }],
    ['half a pair', { tokenFile: undefined, usernameFile: secret }],
    ['no credentials', { tokenFile: undefined }],
    ['no appkey', { appkeyFile: undefined }],
    ['no id', { id: undefined }],
    ['no API', { api: undefined }],
    ['an unknown member', { colour: 'red' }],
    ['a secret', { appkey: 'a-secret' }],
  ])('agrees with the gateway that a source with %s is wrong', (_what, members) => {
    // what is undefined is not written
    const file: unknown = JSON.parse(JSON.stringify({ sources: [{ ...SOURCE, ...members }] }));
    expect([validate(file), isRead(file)]).toEqual([false, false]);
  });

  it.each<[string, object, boolean]>([
    ['a fixed token', GLANCE, true],
    ['a user', { ...KEYSTONE, ...USER }, true],
    [
      'a user of a region that is known',
      {
        ...KEYSTONE,
        ...USER,
        identityUrl: undefined,
        url: undefined,
        region: 'kr1',
        project: undefined,
        tenantId: 'an-id',
      },
      true,
    ],
    ['an application credential', { ...KEYSTONE, ...CREDENTIAL }, true],
    ['an application credential of v3', { ...KEYSTONE, ...CREDENTIAL, identityApi: 'v3' }, true],
    ['a credential and a project', { ...KEYSTONE, ...CREDENTIAL, project: 'catalog' }, false],
    ['a credential and the id of a project', { ...KEYSTONE, ...CREDENTIAL, tenantId: 'an-id' }, false],
    ['a credential of v2.0', { ...KEYSTONE, ...CREDENTIAL, identityApi: 'v2.0' }, false],
    ['no credential', KEYSTONE, false],
    ['half a credential', { ...KEYSTONE, credentialId: 'an-id' }, false],
    ['two credentials', { ...KEYSTONE, ...USER, ...CREDENTIAL }, false],
    ['a token beside a user', { ...GLANCE, ...USER }, false],
  ])('agrees with the gateway on a source of Glance with %s', (_what, members, isRight) => {
    // what is undefined is not written
    const file: unknown = JSON.parse(JSON.stringify({ sources: [members] }));
    expect([validate(file), isRead(file)]).toEqual([isRight, isRight]);
  });

  it.each<[object]>([[{}], [{ sources: [] }], [{ sources: [SOURCE], more: 1 }], [{ sources: SOURCE }]])(
    'agrees with the gateway that %j is wrong',
    (file) => {
      expect([validate(file), isRead(file)]).toEqual([false, false]);
    },
  );
});
