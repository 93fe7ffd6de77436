import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { DEMO_ACCOUNT, VENDOR_PROJECT } from '../../src/stand-in/openstack/demo-account.js';
import { glanceRows, STORAGE_PASSWORD } from '../../src/stand-in/openstack/glance-rows.js';
import type { GlanceRow } from '../../src/stand-in/openstack/openstack.types.js';

import {
  CREDENTIAL,
  startOpenStackRig,
  type OpenStackRig,
  type OpenStackRigOptions,
} from '../support/openstack-rig.js';
import { bodyOf, catalogLoaded, catalogStatus, listImages, startRig } from '../support/upstream-rig.js';

const ID = '0a1b2c3d-0000-4000-8000-000000000002';
const EVERYTHING = { PROPERTIES_ALLOW: '*' };

/** As the vendor's own cloud lists a public image. */
const ROCKY: GlanceRow = {
  id: ID.toUpperCase(),
  name: 'Rocky Linux 9.7 (2026.03.10)',
  status: 'active',
  visibility: 'public',
  protected: true,
  os_hidden: false,
  owner: VENDOR_PROJECT,
  tags: ['b', 'BASE', 'b', ''],
  disk_format: 'QCOW2',
  container_format: 'bare',
  size: 2_147_483_648,
  virtual_size: null,
  min_disk: 20,
  min_ram: 512,
  checksum: '00112233445566778899aabbccddeeff',
  os_hash_algo: 'sha512',
  os_hash_value: 'aa'.repeat(64),
  created_at: '2026-03-09T01:34:35Z',
  updated_at: '2026-03-09T21:14:13Z',
  self: `/v2/images/${ID}`,
  file: `/v2/images/${ID}/file`,
  schema: '/v2/schemas/image',
  stores: 'rbd',
  direct_url: `rbd://${STORAGE_PASSWORD}@storage`,
  locations: [{ url: `rbd://${STORAGE_PASSWORD}@storage`, metadata: {} }],
  os_type: 'linux',
  os_distro: 'Rocky Linux',
  os_version: '9.7',
  architecture: 'x86_64',
  login_username: 'rocky',
  deprecate_date: null,
  max_cpu: '',
  min_cpu: 0,
  hw_qemu_guest_agent: 'yes',
  nhncloud_product: 'compute',
  nhncloud_allow_download: false,
  tc_env: 'sysmon',
};

let rig: OpenStackRig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

async function served(options: OpenStackRigOptions): Promise<Record<string, unknown>[]> {
  rig = await startOpenStackRig(options);
  const answer = await listImages(rig, '?limit=200');
  expect(answer.status).toBe(200);
  return bodyOf<{ items: Record<string, unknown>[] }>(answer).items;
}

async function servedOne(row: Readonly<Record<string, unknown>>, env = {}): Promise<Record<string, unknown>> {
  const [image, ...others] = await served({ rows: [{ id: ID, visibility: 'public', ...row }], env });
  expect(others).toEqual([]);
  return image!;
}

describe('an image', () => {
  it('has all its fields', async () => {
    expect(await servedOne(ROCKY)).toEqual({
      id: ID,
      source: 'default',
      name: 'Rocky Linux 9.7 (2026.03.10)',
      family: 'rocky-linux-9',
      status: 'active',
      visibility: 'public',
      protected: true,
      diskFormat: 'qcow2',
      containerFormat: 'bare',
      sizeBytes: 2_147_483_648,
      sizeText: '2 GiB',
      minDiskBytes: 21_474_836_480,
      minDiskText: '20 GiB',
      minRamBytes: 536_870_912,
      minRamText: '512 MiB',
      osType: 'linux',
      osDistro: 'rocky',
      osVersion: '9.7',
      architecture: 'amd64',
      loginUsername: 'rocky',
      description: null,
      releaseDate: '2026-03-10',
      tags: ['BASE', 'b'],
      checksum: '00112233445566778899aabbccddeeff',
      createdAt: '2026-03-09T01:34:35.000Z',
      updatedAt: '2026-03-09T21:14:13.000Z',
      properties: {
        login_username: 'rocky',
        max_cpu: '',
        min_cpu: '0',
        nhncloud_allow_download: 'false',
        nhncloud_product: 'compute',
        os_distro: 'Rocky Linux',
        os_type: 'linux',
        os_version: '9.7',
      },
    });
  });

  it('that is queued has nulls', async () => {
    const row = { name: null, status: 'queued', visibility: 'private', owner: DEMO_ACCOUNT.project.id };
    const nulls = { size: null, disk_format: null, container_format: null, checksum: null, tags: null };
    expect(await servedOne({ ...row, ...nulls })).toMatchObject({
      name: null,
      status: 'queued',
      visibility: 'private',
      sizeBytes: null,
      sizeText: null,
      diskFormat: null,
      containerFormat: null,
      checksum: null,
      tags: [],
      minDiskBytes: 0,
      createdAt: null,
      properties: {},
    });
  });

  it('is read also where booleans, numbers and tags are written as text', async () => {
    const row = {
      os_hidden: false,
      protected: 'True',
      min_disk: '20',
      min_ram: '1024.0',
      size: '7',
      tags: 'BASE',
    };
    expect(await servedOne({ status: 'active', ...row })).toMatchObject({
      protected: true,
      minDiskBytes: 21_474_836_480,
      minRamBytes: 1_073_741_824,
      sizeBytes: 7,
      tags: ['BASE'],
    });
    expect(rig.gateway.logs).toContainEqual(expect.objectContaining({ unreadable: 0 }));
  });

  it('may have a property that is called `properties`', async () => {
    const image = await servedOne({ properties: 'a text', os_type: 'linux' }, EVERYTHING);
    expect(image).toMatchObject({ osType: 'linux', properties: { os_type: 'linux', properties: 'a text' } });
  });

  it('may have its properties in an object', async () => {
    const nested = { os_type: 'windows', os_distro: 'windows', owner: 'somebody', locations: 'somewhere' };
    const image = await servedOne({ properties: nested, os_type: 'linux' }, EVERYTHING);
    expect(image).toMatchObject({ osType: 'linux', osDistro: 'windows' });
    expect(image['properties']).toEqual({ os_distro: 'windows', os_type: 'linux' });
  });

  it('may have properties of any name and type, and spoils no other image', async () => {
    const odd = JSON.parse(
      '{"__proto__": "a", "constructor": "b", "n": 1, "o": {}, "l": [], "x": null}',
    ) as object;
    const image = await servedOne(
      { ...odd, ...Object.fromEntries(Object.entries(odd)), toString: 'c' },
      EVERYTHING,
    );
    expect(image['properties']).toEqual({ n: '1', toString: 'c' });
    expect(rig.gateway.logs).toContainEqual(expect.objectContaining({ unreadable: 2 }));
  });

  it.each([undefined, '', 'Shared', 'COMMUNITY', 'of-later'])(
    'may have the visibility %s',
    async (visibility) => {
      const image = await servedOne({ visibility, owner: DEMO_ACCOUNT.project.id });
      expect(image['visibility']).toBe(visibility?.toLowerCase() || 'private');
    },
  );
});

describe('what never leaves', () => {
  const PRIVATE =
    /storage|\/v2\/images|\/v2\/schemas|direct_url|locations|"owner"|"stores"|os_hash|os_hidden|"schema"|"file"/;

  it.each(['', '*', 'os_*,o*,*er,*'])('where PROPERTIES_ALLOW is %j', async (PROPERTIES_ALLOW) => {
    rig = await startOpenStackRig({ rows: [ROCKY], env: { PROPERTIES_ALLOW } });
    const { text } = await listImages(rig);
    expect(text).toContain('rocky-linux-9');
    expect(text).not.toMatch(PRIVATE);
    expect(text).not.toContain(VENDOR_PROJECT);
    expect(JSON.stringify(rig.gateway.logs)).not.toMatch(/storage|rbd:/);
  });

  it('is the owner, unless PROPERTIES_ALLOW names it in full', async () => {
    const image = await servedOne(ROCKY, { PROPERTIES_ALLOW: 'os_type,owner' });
    expect(image['properties']).toEqual({ os_type: 'linux', owner: VENDOR_PROJECT });
    const found = await request(rig.gateway.url).get(`/v1/images?property=owner:${VENDOR_PROJECT}`);
    expect(found.body).toMatchObject({ page: { total: 1 } });
  });

  it('is a secret of ours in what the cloud says', async () => {
    const row = {
      name: `with ${DEMO_ACCOUNT.password}`,
      tags: [DEMO_ACCOUNT.password],
      checksum: DEMO_ACCOUNT.password,
    };
    const image = await servedOne({ ...row, [DEMO_ACCOUNT.password]: DEMO_ACCOUNT.password }, EVERYTHING);
    expect(image).toMatchObject({
      name: 'with ***',
      tags: ['***'],
      checksum: '***',
      properties: { '***': '***' },
    });
  });

  it('is the secret of an application credential', async () => {
    const { secret } = DEMO_ACCOUNT.credential;
    expect(await servedOne({ name: `with ${secret}` }, CREDENTIAL)).toMatchObject({ name: 'with ***' });
  });

  it('is a token that the cloud repeats', async () => {
    rig = await startOpenStackRig({ rows: [ROCKY], env: { CACHE_FRESH_FOR: '1ms' } });
    await catalogLoaded(rig);
    const token = String(rig.upstream.calls.at(-1)?.headers['x-auth-token']);
    rig.upstream.rows = [{ ...ROCKY, description: `made with ${token}` }];
    rig.clock.advance(2);
    await listImages(rig);
    rig.clock.advance(2);
    expect((await listImages(rig)).text).not.toContain(token);
  });
});

describe('which images are listed', () => {
  const OTHER = 'another-project-0000000000000000';
  const row = (id: string, visibility: string, more = {}): GlanceRow => ({
    id,
    visibility,
    owner: OTHER,
    os_hidden: false,
    status: 'active',
    created_at: '2026-01-01T00:00:00Z',
    ...more,
  });
  const rows = [
    row('public', 'public'),
    row('own-private', 'private', { owner: DEMO_ACCOUNT.project.id }),
    row('own-community', 'community', { owner: DEMO_ACCOUNT.project.id }),
    row('private', 'private'),
    row('community', 'community'),
    row('accepted', 'shared'),
    row('pending', 'shared'),
    row('rejected', 'shared'),
    row('hidden', 'public', { os_hidden: true }),
    row('hidden-community', 'community', { os_hidden: true }),
  ];
  const offers = { accepted: 'accepted', pending: 'pending', rejected: 'rejected' } as const;
  const USUAL = ['accepted', 'own-community', 'own-private', 'public'];
  const WITHOUT_ACCEPTED = USUAL.filter((id) => id !== 'accepted');

  it.each<readonly [Record<string, string>, readonly string[]]>([
    [{}, USUAL],
    [{ UPSTREAM_COMMUNITY: 'true' }, [...USUAL, 'community']],
    [{ UPSTREAM_MEMBER_STATUS: 'pending' }, [...WITHOUT_ACCEPTED, 'pending']],
    [{ UPSTREAM_MEMBER_STATUS: 'rejected' }, [...WITHOUT_ACCEPTED, 'rejected']],
    [{ UPSTREAM_MEMBER_STATUS: 'all' }, [...USUAL, 'pending', 'rejected']],
    [{ UPSTREAM_HIDDEN: 'true' }, [...USUAL, 'hidden']],
    [
      { UPSTREAM_HIDDEN: 'true', UPSTREAM_COMMUNITY: 'true' },
      [...USUAL, 'community', 'hidden', 'hidden-community'],
    ],
  ])('with %j', async (settings, expected) => {
    for (const UPSTREAM_PAGE_SIZE of ['1', '100']) {
      const images = await served({ rows, offers, env: { ...settings, UPSTREAM_PAGE_SIZE } });
      expect(images.map(({ id }) => id).sort()).toEqual([...expected].sort());
      if (UPSTREAM_PAGE_SIZE === '1') await rig.stop();
    }
  });

  it('begins anew, with both lists, where a marker vanishes in the second', async () => {
    const hidden = ['a', 'b'].map((id) => row(id, 'public', { os_hidden: true }));
    const images = await served({
      rows: [...rows, ...hidden],
      offers,
      env: { UPSTREAM_HIDDEN: 'true', UPSTREAM_PAGE_SIZE: '1' },
      before: (upstream) =>
        upstream.fail('images', [
          ...Array.from({ length: 6 }, () => ({ kind: 'delay', ms: 0 }) as const),
          { kind: 'status', status: 400 },
        ]),
    });
    expect(images.map(({ id }) => id).sort()).toEqual([...USUAL, 'a', 'b', 'hidden'].sort());
  });
});

describe('who moves from the appkey API', () => {
  /** What the appkey API does not tell, or not exactly. */
  const TOLD_BY_GLANCE = [
    'containerFormat',
    'tags',
    'checksum',
    'createdAt',
    'updatedAt',
    'sizeBytes',
    'sizeText',
  ];

  async function itemsOf(gateway: { gateway: OpenStackRig['gateway'] }): Promise<Record<string, unknown>[]> {
    const { items } = bodyOf<{ items: Record<string, unknown>[] }>(
      await listImages(gateway, '?limit=200&sort=name'),
    );
    return items.map((item) =>
      Object.fromEntries(Object.entries(item).filter(([field]) => !TOLD_BY_GLANCE.includes(field))),
    );
  }

  it('changes UPSTREAM_API, and callers see the same images', async () => {
    const images = generateImages(150).filter(({ status }) => status !== 'killed');
    const before = await startRig({ images });
    const expected = await itemsOf(before);
    const env = { UPSTREAM_APPKEY: 'demo-appkey-000000' };
    rig = await startOpenStackRig({ rows: glanceRows(images), env });
    expect(expected.length).toBeGreaterThan(100);
    expect(await itemsOf(rig)).toEqual(expected);
    expect(await catalogStatus(rig)).toMatchObject({ count: expected.length, skipped: 0 });
    await before.stop();
  });
});
