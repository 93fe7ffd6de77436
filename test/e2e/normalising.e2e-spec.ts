import { readFileSync } from 'node:fs';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';

import {
  bodyOf,
  catalogLoaded,
  catalogStatus,
  listImages,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

interface Page {
  readonly items: readonly Item[];
  readonly page: { readonly total: number };
  readonly catalog: { readonly version: string };
}

const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const HEADER = { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' };

let rig: Rig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`test/fixtures/upstream/toast-v1/${name}.json`, 'utf8'));
}

/** An upstream that answers this to every call for images. */
async function answering(json: unknown, options: RigOptions = {}): Promise<void> {
  rig = await startRig({
    ...options,
    before: (upstream) => {
      upstream.fail('images', { kind: 'json', json });
      options.before?.(upstream);
    },
  });
  await catalogLoaded(rig);
}

function rows(images: readonly unknown[], options: RigOptions = {}): Promise<void> {
  return answering({ header: HEADER, images }, options);
}

async function page(query = '?limit=200'): Promise<Page> {
  const answer = await listImages(rig, query);
  expect(answer.status).toBe(200);
  return bodyOf<Page>(answer);
}

async function total(query: string): Promise<number> {
  return (await page(query)).page.total;
}

function byId(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Our own file, of a known shape. */
function expected(name: string): Item[] {
  return byId(fixture(name) as Item[]);
}

// Whatever is expected here is expected in every zone: run this under TZ=Asia/Seoul and TZ=America/New_York too.
describe('a whole answer of the upstream', () => {
  it.each(['list-typed', 'list-quoted'])('becomes our images: %s', async (answer) => {
    await answering(fixture(answer));
    const { items } = await page();
    expect(byId(items)).toEqual(expected('list.images'));
    expect(await catalogStatus(rig)).toMatchObject({ count: 3, skipped: 0 });
    for (const item of items) {
      expect((await listImages(rig, `/${item.id}`)).text).toBe(JSON.stringify(item));
    }
  });

  it('is the same catalogue whether its values are quoted or not', async () => {
    await answering(fixture('list-typed'));
    const typed = await listImages(rig);
    await rig.stop();
    await answering(fixture('list-quoted'));
    const quoted = await listImages(rig);
    expect(quoted.text).toBe(typed.text);
    expect(quoted.headers['etag']).toBe(typed.headers['etag']);
  });

  it('keeps every image that has an id, however odd the rest, and counts the others', async () => {
    await answering(fixture('list-odd'));
    expect(byId((await page()).items)).toEqual(expected('list-odd.images'));
    expect(await catalogStatus(rig)).toMatchObject({ count: 6, skipped: 7 });
    expect(rig.gateway.logs).toContainEqual(
      expect.objectContaining({ outcome: 'changed', count: 6, skipped: 7, unreadable: 13 }),
    );
  });

  it('without any image is an empty page', async () => {
    await rows([]);
    expect(await page()).toMatchObject({ items: [], page: { returned: 0, total: 0, nextCursor: null } });
    expect(await catalogStatus(rig)).toMatchObject({ state: 'ok', count: 0 });
  });
});

describe('a time without a zone', () => {
  it('is UTC, in answers, filters and order', async () => {
    await rows([
      { id: 'utc', createdAt: '2017-05-16T02:17:50Z' },
      { id: 'naive', createdAt: '2017-05-16T02:17:50.166563' },
      { id: 'seoul', createdAt: '2017-05-16T11:17:50.1+09:00' },
      { id: 'placeholder', createdAt: '{Created At}' },
    ]);
    const { items } = await page('?sort=createdAt&fields=createdAt');
    expect(items).toEqual([
      { id: 'utc', createdAt: '2017-05-16T02:17:50.000Z' },
      { id: 'seoul', createdAt: '2017-05-16T02:17:50.100Z' },
      { id: 'naive', createdAt: '2017-05-16T02:17:50.166Z' },
      { id: 'placeholder', createdAt: null },
    ]);
    expect(await total('?createdSince=2017-05-16T02:17:50.166Z')).toBe(1);
    expect(await total('?createdBefore=2017-05-16T02:17:50.166Z')).toBe(2);
    expect(await total('?createdSince=2017-05-16&createdBefore=2017-05-17')).toBe(3);
  });
});

describe('one field that cannot be read', () => {
  it.each<readonly [string, unknown, string, unknown]>([
    ['name', null, 'name', null],
    ['name', '', 'name', null],
    ['name', 7, 'name', '7'],
    ['name', { first: 'x' }, 'name', null],
    ['name', '  blanks stay  ', 'name', '  blanks stay  '],
    ['name', 'half \ud83d', 'name', 'half \ufffd'],
    ['name', '{Image Name}', 'name', '{Image Name}'],
    ['status', null, 'status', 'unknown'],
    ['status', ' ACTIVE ', 'status', 'active'],
    ['status', 'brand_new', 'status', 'brand_new'],
    ['status', [], 'status', 'unknown'],
    ['diskFormat', 'QCOW2', 'diskFormat', 'qcow2'],
    ['diskFormat', ['raw'], 'diskFormat', null],
    ['isPublic', 'TRUE', 'visibility', 'public'],
    ['isPublic', null, 'visibility', 'private'],
    ['isPublic', '{Is Public}', 'visibility', 'private'],
    ['protected', '1', 'protected', true],
    ['protected', 'maybe', 'protected', false],
    ['minDisk', '20', 'minDiskBytes', 20 * 1024 ** 3],
    ['minDisk', null, 'minDiskBytes', 0],
    ['minDisk', -1, 'minDiskBytes', 0],
    ['minDisk', 1e300, 'minDiskBytes', 0],
    ['minRam', '512.0', 'minRamBytes', 512 * 1024 ** 2],
    ['minRam', '{Min RAM}', 'minRamBytes', 0],
    ['size', '1778843648', 'sizeText', '1.7 GiB'],
    ['size', 9_007_199_254_740_992, 'sizeBytes', null],
    ['size', 1.5, 'sizeBytes', null],
    ['size', '1e3', 'sizeBytes', null],
    ['size', 0, 'sizeBytes', null],
    ['createdAt', '2025-02-30T00:00:00', 'createdAt', null],
    ['updatedAt', 1_700_000_000, 'updatedAt', null],
    ['properties', null, 'properties', {}],
    ['properties', 'x', 'properties', {}],
    ['properties', [{ os_type: 'linux' }], 'properties', {}],
    ['properties', { os_type: 'Linux', tc_env: 'x' }, 'properties', { os_type: 'Linux' }],
    [
      'properties',
      { min_cpu: 2, os_x: true, os_y: null, os_z: {} },
      'properties',
      { min_cpu: '2', os_x: 'true' },
    ],
  ])('%s %j leaves the image with %s %j', async (field, value, name, normalised) => {
    await rows([
      { id: ID, [field]: value },
      { id: 'other', name: 'intact' },
    ]);
    const answer = await listImages(rig, `/${ID}`);
    expect(answer.status).toBe(200);
    expect(bodyOf<Item>(answer)[name]).toEqual(normalised);
    expect(await total('?name=intact')).toBe(1);
  });
});

describe('an id', () => {
  it('that is a UUID is lower-case, and found by that alone in a path', async () => {
    await rows([{ id: ID.toUpperCase() }, { id: 'Snapshot_7' }]);
    expect((await listImages(rig, `/${ID}`)).status).toBe(200);
    expect((await listImages(rig, `/${ID.toUpperCase()}`)).status).toBe(404);
    expect(await total(`?id=${ID.toUpperCase()}&id=snapshot_7`)).toBe(2);
    expect((await listImages(rig, '/Snapshot_7')).status).toBe(200);
    expect((await listImages(rig, '/snapshot_7')).status).toBe(404);
  });

  it('that is no plain text of ours makes the row no image', async () => {
    const ids = [
      null,
      '',
      '..',
      '../tokens',
      'a b',
      'a/b',
      '%61',
      'x'.repeat(129),
      {},
      ['a'],
      'a\n',
      '\u00e9',
    ];
    await rows([...ids.map((id) => ({ id, name: 'x' })), { id: 'x'.repeat(128) }, { id: 42 }]);
    expect((await page()).items.map(({ id }) => id).sort()).toEqual(['42', 'x'.repeat(128)]);
    expect(await catalogStatus(rig)).toMatchObject({ count: 2, skipped: ids.length });
  });
});

describe('a secret of ours inside the data', () => {
  const { appkey, username, password } = DEMO_CREDENTIALS;
  const TOKEN = 'token-of-the-upstream+/=';
  const SECRETS = [appkey, password, TOKEN];
  const spellings = (secret: string): string[] => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ];
  /** An upstream that issues this token, and repeats every secret wherever it can. */
  const leaking = (): Promise<void> =>
    rows(
      SECRETS.flatMap((secret, at) => [
        {
          id: `image-${at}`,
          name: `before ${spellings(secret).join(' between ')} after`,
          status: secret,
          diskFormat: secret,
          createdAt: secret,
          properties: {
            os_type: secret,
            os_distro: secret,
            os_version: `x${secret}x`,
            login_username: secret,
            description: secret,
            [`os_${secret}`]: 'key',
          },
        },
        { id: secret, name: 'no image' },
      ]),
      {
        fixedToken: TOKEN,
        before: (upstream) => upstream.fail('tokens', { kind: 'token', fields: { id: TOKEN } }),
      },
    );

  it('is served as *** in every field, and an id that is one makes no image', async () => {
    await leaking();
    const { text } = await listImages(rig);
    for (const secret of SECRETS.flatMap(spellings)) expect(text).not.toContain(secret);
    const { items } = await page('?sort=name');
    expect(items).toHaveLength(3);
    for (const item of items) {
      expect(item).toMatchObject({
        name: 'before *** between *** between *** between *** after',
        status: '***',
        diskFormat: '***',
        createdAt: null,
        osType: '***',
        osDistro: '***',
        osVersion: 'x***x',
        loginUsername: '***',
        description: '***',
        properties: { os_version: 'x***x', 'os_***': 'key' },
      });
    }
    expect(await catalogStatus(rig)).toMatchObject({ count: 3, skipped: 3 });
  });

  it.each(SECRETS)('cannot be searched for: %s', async (secret) => {
    await leaking();
    const value = encodeURIComponent(secret);
    for (const query of [`nameContains=${value}`, `q=${value}`, `osType=${value}`, `osDistro=${value}`]) {
      expect(await total(`?${query}`)).toBe(0);
    }
    expect(await total(`?property=os_type:${value}`)).toBe(0);
    expect(await total('?property=os_type:***')).toBe(3);
    const refused = await listImages(rig, `?status=${value}`);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ errors: [{ parameter: 'status', code: 'UNKNOWN_VALUE' }] });
    expect(refused.text).not.toContain(secret);
    expect(await total('?status=***')).toBe(3);
  });

  it('is not the user name, which is no secret', async () => {
    await rows([{ id: 'a', name: `made by ${username}` }]);
    expect((await page()).items[0]?.['name']).toBe(`made by ${username}`);
  });
});

describe('PROPERTIES_ALLOW', () => {
  /** Parsed, because only JSON makes a member of the name `__proto__`. */
  const row: unknown = JSON.parse(`{
    "id": "a",
    "properties": {
      "os_type": "Linux", "tc_env": "sysmon", "team": "a", "team.x": "b",
      "__proto__": "p", "constructor": "c", "prototype": "q"
    }
  }`);

  it.each([
    [undefined, { os_type: 'Linux' }],
    ['team', { team: 'a' }],
    ['team*', { team: 'a', 'team.x': 'b' }],
    ['os_type,*env', { os_type: 'Linux', tc_env: 'sysmon' }],
    ['*', { os_type: 'Linux', tc_env: 'sysmon', team: 'a', 'team.x': 'b' }],
  ])('%p shows %j', async (allow, shown) => {
    await rows([row], { env: { PROPERTIES_ALLOW: allow } });
    const [item] = (await page()).items;
    expect(item).toMatchObject({ osType: 'linux' });
    expect(item?.['properties']).toEqual(shown);
    for (const key of ['os_type', 'tc_env', 'team', 'team.x', '__proto__', 'constructor', 'prototype']) {
      expect(await total(`?property=${key}`)).toBe(Object.hasOwn(shown, key) ? 1 : 0);
    }
    expect(await total('?property=tc_env:sysmon')).toBe(Object.hasOwn(shown, 'tc_env') ? 1 : 0);
  });
});
