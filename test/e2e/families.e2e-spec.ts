import { readFileSync } from 'node:fs';

import type { Image } from '../../src/domain/image.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { REAL_IMAGES } from '../../src/stand-in/real-images.js';
import { encodeQuery, QueryClient, type Query } from '../support/query-client.js';
import { aRow } from '../support/query-row.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';

interface Entry {
  readonly family: string;
  readonly count: number;
  readonly usable: number;
  readonly latest: Image | null;
}

const SLUGS = JSON.parse(readFileSync('test/fixtures/families/real-names.json', 'utf8')) as Readonly<
  Record<string, string | null>
>;
const KEPT = 'Ubuntu Server 22.04.5 LTS (2026.03.10)';
const ROWS = [
  aRow('rocky-1', {
    name: 'Rocky Linux 9.5 (2025.11.18)',
    createdAt: '2025-11-17T00:00:00.000000',
    properties: { os_type: 'linux', os_distro: 'rocky', os_version: '9.5' },
  }),
  aRow('rocky-2', {
    name: 'Rocky Linux 9.7 (2026.03.10)',
    createdAt: '2026-03-09T00:00:00.000000',
    properties: { os_type: 'linux', os_distro: 'rocky', os_version: '9.7' },
  }),
  aRow('rocky-3', {
    name: 'Rocky Linux 9.8 (2026.05.12)',
    status: 'deactivated',
    createdAt: '2026-05-11T00:00:00.000000',
    properties: { os_type: 'linux', os_distro: 'rocky', os_version: '9.8' },
  }),
  aRow('debian-1', { name: 'Debian 12.13 Bookworm (2026.03.10)', status: 'killed' }),
  aRow('free', { name: 'golden-base' }),
];

describe('families', () => {
  let rig: Rig;
  let client: QueryClient;

  beforeAll(async () => {
    rig = await startRig({ images: ROWS });
    await catalogLoaded(rig);
    client = new QueryClient(rig.gateway.url);
  });

  afterAll(async () => {
    client.close();
    await rig.stop();
  });

  async function families(query: Query = {}): Promise<readonly Entry[]> {
    const { status, text } = await client.send(`/v1/families?${encodeQuery(query)}`);
    expect(status).toBe(200);
    // the body of a 200
    return (JSON.parse(text) as { items: readonly Entry[] }).items;
  }

  async function listed(id: string): Promise<unknown> {
    return (await client.page({ id })).items[0];
  }

  it('are listed as documented, member by member', async () => {
    const { text } = await client.send('/v1/families');
    const { version } = (await client.page()).catalog;
    // as text, because the order of the members is part of the promise
    expect(text).toBe(
      JSON.stringify({
        items: [
          {
            family: 'debian-12-bookworm',
            osType: null,
            osDistro: null,
            osVersion: null,
            count: 1,
            usable: 0,
            firstReleaseDate: '2026-03-10',
            lastReleaseDate: '2026-03-10',
            latest: null,
          },
          {
            family: 'rocky-linux-9',
            osType: 'linux',
            osDistro: 'rocky',
            osVersion: null,
            count: 3,
            usable: 2,
            firstReleaseDate: '2025-11-18',
            lastReleaseDate: '2026-05-12',
            latest: await listed('rocky-2'),
          },
        ],
        catalog: { version },
      }),
    );
  });

  it('are of the images that match, and no others', async () => {
    expect(await families({ status: 'killed' })).toMatchObject([{ family: 'debian-12-bookworm', count: 1 }]);
    expect(await families({ createdBefore: '2026-01-01', osDistro: 'ROCKY' })).toMatchObject([
      { osVersion: '9.5', count: 1, usable: 1, lastReleaseDate: '2025-11-18', latest: { id: 'rocky-1' } },
    ]);
    expect(await families({ name: 'golden-base' })).toEqual([]);
  });

  it('are answered one by one as the list shows them', async () => {
    for (const entry of await families()) {
      const { status, text } = await client.send(`/v1/families/${entry.family}`);
      expect([status, JSON.parse(text)]).toEqual([200, entry]);
    }
    const { text } = await client.send('/v1/families/rocky-linux-9?osVersion=9.5');
    expect(JSON.parse(text)).toMatchObject({ count: 1, osVersion: '9.5', latest: { id: 'rocky-1' } });
  });

  it.each([
    ['/v1/families/rocky-linux-8', 'No image is of this family.'],
    ['/v1/families/Rocky-Linux-9', 'No image is of this family.'],
    ['/v1/families/null', 'No image is of this family.'],
    ['/v1/families/__proto__', 'No image is of this family.'],
    ['/v1/families/%EC%9B%B9', 'No image is of this family.'],
    [`/v1/families/${'x'.repeat(300)}`, 'No image is of this family.'],
    ['/v1/families/rocky-linux-9?osVersion=8.1', 'No image that matches is of this family.'],
  ])('%s is 404', async (target, detail) => {
    const { status, text } = await client.send(target);
    expect([status, JSON.parse(text)]).toMatchObject([404, { code: 'FAMILY_NOT_FOUND', detail }]);
  });
});

it('every real name has its slug for good, and a family by it', async () => {
  const names = REAL_IMAGES.map(({ name }) => name);
  expect(names.filter((name) => !Object.hasOwn(SLUGS, name))).toEqual([]);
  expect(names).toContain(KEPT);
  const rig = await startRig({ images: generateImages(names.length) });
  await catalogLoaded(rig);
  const client = new QueryClient(rig.gateway.url);
  for (const image of await client.everything()) expect(image.family).toBe(SLUGS[image.name ?? '']);
  const { items } = JSON.parse((await client.send('/v1/families')).text) as { items: readonly Entry[] };
  expect(items.map(({ family }) => family)).toEqual([...new Set(names.map((name) => SLUGS[name]))].sort());
  for (const { family } of items)
    expect([family, (await client.send(`/v1/families/${family}`)).status]).toEqual([family, 200]);
  client.close();
  await rig.stop();
});
