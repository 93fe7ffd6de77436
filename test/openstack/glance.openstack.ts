import type { ServedImage } from '../support/reference-filter.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import type { CloudClient, CloudRow } from './cloud-client.js';
import { MEMBER, RealCloud, REGION } from './real-cloud.js';
import { imageOf, makeImages } from './varied-images.js';

const IMAGES = Number(process.env['OPENSTACK_IMAGES'] ?? 60);
const GIB = 2 ** 30;
const MIB = 2 ** 20;
const LONG_MS = 60_000 + 20 * IMAGES;
/** Small pages of many images would take minutes, and show nothing new. */
const PAGE_SIZES = IMAGES > 500 ? ['100', '1000'] : ['7', '100', '1000'];

jest.setTimeout(180_000 + 60 * IMAGES);

let cloud: RealCloud;
let admin: CloudClient;
let member: CloudClient;
let gateway: TestGateway;

beforeAll(
  async () => {
    cloud = await RealCloud.start();
    [admin, member] = [await cloud.asAdmin(), await cloud.asMember()];
    await makeImages(
      admin,
      member,
      Array.from({ length: IMAGES }, (_, number) => number),
    );
    gateway = await start();
  },
  600_000 + 500 * IMAGES,
);

afterAll(async () => {
  await gateway.stop();
  await cloud.discard();
});

/** A gateway for the member, which lists every second. */
function start(env: Readonly<Record<string, string | undefined>> = {}): Promise<TestGateway> {
  return startGateway({
    upstreamUrl: '',
    env: {
      UPSTREAM_API: 'glance-v2',
      UPSTREAM_URL: undefined,
      UPSTREAM_APPKEY: undefined,
      UPSTREAM_REGION: REGION,
      UPSTREAM_USERNAME: MEMBER.user,
      UPSTREAM_PASSWORD: MEMBER.password,
      IDENTITY_URL: `${cloud.identityUrl}/v3`,
      IDENTITY_PROJECT: MEMBER.project,
      CACHE_FRESH_FOR: '1s',
      ...env,
    },
  });
}

async function served({ url }: TestGateway): Promise<ServedImage[]> {
  const images: ServedImage[] = [];
  for (let next: string | null = '/v1/images?limit=200'; next !== null;) {
    const page = (await (await fetch(url + next)).json()) as {
      items: ServedImage[];
      links: { next: string | null };
    };
    images.push(...page.items);
    next = page.links.next;
  }
  return images;
}

/** What the gateway should show of a row, in the words of the test alone. */
function expected(row: CloudRow): Record<string, unknown> {
  const text = (name: string): unknown => (row[name] === '' ? null : (row[name] ?? null));
  return {
    id: row.id,
    name: text('name'),
    status: row['status'],
    visibility: row['visibility'],
    protected: row['protected'],
    diskFormat: text('disk_format'),
    containerFormat: text('container_format'),
    sizeBytes: row['size'] ?? null,
    minDiskBytes: Number(row['min_disk']) * GIB,
    minRamBytes: Number(row['min_ram']) * MIB,
    osDistro: text('os_distro'),
    osVersion: text('os_version'),
    osType: text('os_type'),
    loginUsername: text('login_username'),
    description: text('description'),
    tags: [...(row['tags'] as string[])].sort(),
    checksum: row['checksum'] ?? null,
    createdAt: String(row['created_at']).replace('Z', '.000Z'),
    updatedAt: String(row['updated_at']).replace('Z', '.000Z'),
  };
}

function byId<T extends { readonly id?: unknown }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** Waits until the gateway shows what a plain client reads, and compares each field. */
async function expectEqual(one: TestGateway = gateway): Promise<number> {
  const rows = byId((await member.listAll()).map(expected));
  const ids = JSON.stringify(rows.map(({ id, status }) => [id, status]));
  const images = await eventually(
    async () => byId(await served(one)),
    (all) => JSON.stringify(all.map(({ id, status }) => [id, status])) === ids,
    LONG_MS,
  );
  expect(images).toEqual(rows.map((row) => expect.objectContaining(tagsInAnyOrder(row)) as object));
  return rows.length;
}

function tagsInAnyOrder(row: Record<string, unknown>): Record<string, unknown> {
  const tags = row['tags'] as string[];
  return { ...row, tags: tags.length === 0 ? [] : expect.arrayContaining(tags) };
}

describe('the catalogue of a real Glance', () => {
  it.each(PAGE_SIZES)('is what a plain client reads, in pages of %s', async (UPSTREAM_PAGE_SIZE) => {
    const other = await start({ UPSTREAM_PAGE_SIZE });
    expect(await expectEqual(other)).toBeGreaterThanOrEqual(IMAGES);
    await other.stop();
  });

  it('tells nothing that is for the cloud alone', async () => {
    const text = JSON.stringify(await served(gateway));
    for (const word of [
      'internal_note',
      'owner',
      '"self"',
      '/file',
      'os_hash',
      'schema',
      'stores',
      'direct_url',
    ])
      expect(text).not.toContain(word);
  });

  it('follows images that come, change and go', async () => {
    const added = await makeImages(
      admin,
      member,
      [1, 2, 3, 4].map((number) => IMAGES + number),
    );
    await expectEqual();
    await admin.images('DELETE', `/images/${added[0]!}`);
    const uploaded = (await member.listAll()).find(({ status }) => status === 'queued');
    await (uploaded?.['visibility'] === 'public' ? admin : member).upload(uploaded!.id, Buffer.alloc(99));
    await expectEqual();
  });

  it('stays while Glance is stopped, and goes on when it is back', async () => {
    const before = await expectEqual();
    await cloud.stopGlance();
    await eventually(
      () =>
        gateway.logs.some(
          ({ msg, outcome }) => msg === 'refresh failed' && outcome === 'UPSTREAM_UNAVAILABLE',
        ),
      (failed) => failed,
      LONG_MS,
    );
    expect(await served(gateway)).toHaveLength(before);
    await cloud.startGlance();
    await makeImages(admin, member, [IMAGES + 5]);
    await expectEqual();
  });

  it('is listed with an application credential of the member', async () => {
    const { user } = await member.whoAmI();
    const body = { application_credential: { name: 'image-gateway', secret: 'Credential/pass+word 4' } };
    const { application_credential: made } = await member.identity<{
      application_credential: { id: string };
    }>('POST', `/users/${user.id}/application_credentials`, body);
    const other = await start({
      UPSTREAM_USERNAME: undefined,
      UPSTREAM_PASSWORD: undefined,
      IDENTITY_PROJECT: undefined,
      IDENTITY_CREDENTIAL_ID: made.id,
      IDENTITY_CREDENTIAL_SECRET: body.application_credential.secret,
    });
    await expectEqual(other);
    await other.stop();
  });

  it('is listed again and again with tokens that live for five seconds', async () => {
    await cloud.issueFor(5);
    [admin, member] = [await cloud.asAdmin(), await cloud.asMember()];
    const other = await start();
    await eventually(
      () => other.logs.filter(({ msg }) => msg === 'refresh').length,
      (count) => count >= 8,
      2 * LONG_MS,
    );
    expect(other.logs.filter(({ msg }) => msg === 'refresh failed')).toEqual([]);
    await other.stop();
    await cloud.issueFor(3_600);
    [admin, member] = [await cloud.asAdmin(), await cloud.asMember()];
  });

  it('is made of images that were made so', async () => {
    const names = new Set((await served(gateway)).map(({ name }) => name));
    expect(names).toContain(imageOf(1)['name']);
    expect(names).toContain(null);
  });
});
