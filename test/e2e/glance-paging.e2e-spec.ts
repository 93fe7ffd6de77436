import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { glanceRows } from '../../src/stand-in/openstack/glance-rows.js';
import type { GlanceLies } from '../../src/stand-in/openstack/openstack.types.js';

import { startOpenStackRig, type OpenStackRig, type OpenStackRigOptions } from '../support/openstack-rig.js';
import { bodyOf, catalogStatus, listImages } from '../support/upstream-rig.js';

/** Glance lists none that were killed. */
const ROWS = glanceRows(generateImages(80))
  .filter(({ status }) => status !== 'killed')
  .slice(0, 25);
const IDS = ROWS.map(({ id }) => id).sort();
const FINE: Fault = { kind: 'delay', ms: 0 };

let rig: OpenStackRig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

/** A rig with 25 images and pages of 10, unless told otherwise. */
function start({ env = {}, ...options }: OpenStackRigOptions = {}): Promise<OpenStackRig> {
  return startOpenStackRig({ rows: ROWS, env: { UPSTREAM_PAGE_SIZE: '10', ...env }, ...options });
}

function lying(lies: GlanceLies, options: OpenStackRigOptions = {}): Promise<OpenStackRig> {
  return start({ before: (upstream) => (upstream.paging = lies), ...options });
}

async function listedIds(): Promise<string[]> {
  const answer = await listImages(rig, '?limit=200&fields=name');
  expect(answer.status).toBe(200);
  return bodyOf<{ items: { id: string }[] }>(answer)
    .items.map(({ id }) => id)
    .sort();
}

function queries(): Readonly<Record<string, string>>[] {
  return rig.upstream.calls.filter(({ operation }) => operation === 'images').map(({ query }) => query);
}

describe('every image is listed once', () => {
  it.each([0, 1, 9, 10, 11, 20])('where there are %i and pages of 10', async (count) => {
    rig = await start({ rows: ROWS.slice(0, count) });
    expect(await listedIds()).toEqual(
      ROWS.slice(0, count)
        .map(({ id }) => id)
        .sort(),
    );
    // the full pages, what is left, and a page that adds nothing
    expect(rig.upstream.count('images')).toBe(Math.ceil(count / 10) + 1);
  });

  it.each<readonly [string, GlanceLies]>([
    ['`next` is missing after a full page', { next: 'missing' }],
    ['`next` names another host', { next: 'elsewhere' }],
    ['`next` leads back to the page that it is on', { next: 'stuck' }],
    ['the cloud clamps the limit', { clampLimit: 4 }],
    ['the cloud ignores the limit', { ignoreLimit: true }],
    ['a page begins with the marker itself', { inclusiveMarker: true }],
    ['the first page follows the last', { loop: true }],
  ])('where %s', async (_where, lies) => {
    rig = await lying(lies);
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBeLessThanOrEqual(8);
  });

  it('with a limit in each call, and nothing but the marker besides', async () => {
    rig = await start();
    await listedIds();
    const [first, ...others] = queries();
    expect(first).toEqual({ limit: '10' });
    expect(others).toHaveLength(3);
    for (const query of others) expect(query).toEqual({ limit: '10', marker: expect.any(String) as string });
  });

  it('where they come in pages that the cloud makes smaller than asked for', async () => {
    rig = await start({ maxLimit: 7, env: { UPSTREAM_PAGE_SIZE: '1000' } });
    expect(await listedIds()).toEqual(IDS);
  });
});

describe('a marker', () => {
  it.each<readonly [string, GlanceLies]>([
    ['is of an image that was deleted (400)', { vanishMarkerOnce: true }],
    ['is of an image that may not be seen any more (403)', { forbidMarkerOnce: true }],
  ])('that %s restarts the listing', async (_why, lies) => {
    rig = await lying(lies);
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(2 + 4);
    expect(rig.upstream.count('tokens')).toBe(1);
  });

  it('that is refused always is a failure after one restart', async () => {
    rig = await lying({ vanishMarkerAlways: true });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(4);
  });

  it('is not to blame where the first page is refused', async () => {
    rig = await start({ before: (upstream) => upstream.fail('images', { kind: 'status', status: 400 }) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(1);
  });
});

describe('a list', () => {
  it('that never ends is a failure that names the setting', async () => {
    rig = await lying({ endless: true }, { env: { UPSTREAM_MAX_IMAGES: '100' } });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
    expect(JSON.stringify(rig.gateway.logs)).toContain('UPSTREAM_MAX_IMAGES');
  });

  it('whose rows turn into nonsense in the middle is a failure', async () => {
    const nonsense: Fault = { kind: 'rows', rows: [{ no: 'id' }] };
    rig = await start({ before: (upstream) => upstream.fail('images', [FINE, nonsense, nonsense]) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
  });

  it.each<readonly [string, unknown]>([
    ['no images', { first: '/v2/images' }],
    ['images that are no list', { images: {} }],
    ['a list alone', []],
    ['nothing', null],
  ])('whose page is %s is a failure', async (_what, json) => {
    rig = await start({ before: (upstream) => upstream.fail('images', { kind: 'json', json }) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
  });

  it('that breaks off in the middle of its pages changes nothing', async () => {
    rig = await start({ env: { CACHE_FRESH_FOR: '1ms' } });
    expect(await listedIds()).toEqual(IDS);
    const { version } = await catalogStatus(rig);
    rig.upstream.fail('images', [FINE, { kind: 'status', status: 404 }, { kind: 'status', status: 404 }]);
    rig.upstream.rows = ROWS.slice(0, 20);
    rig.clock.advance(2);
    expect(await listedIds()).toEqual(IDS);
    expect(await catalogStatus(rig)).toMatchObject({ version });
  });
});
