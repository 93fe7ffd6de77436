import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import type { PagingLies, StandInImage } from '../../src/stand-in/stand-in.types.js';

import { eventually } from '../support/eventually.js';
import {
  bodyOf,
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const IMAGES = generateImages(25);
const IDS = IMAGES.map(({ id }) => id).sort();
const SUCCESS = { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' };
const STALE_MS = 61_000;

let rig: Rig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

/** A rig with 25 images and pages of 10, unless told otherwise. */
function start({ env = {}, ...options }: RigOptions = {}): Promise<Rig> {
  const settings = { UPSTREAM_PAGE_SIZE: '10', CACHE_KEEP_WARM: 'false', ...env };
  return startRig({ images: IMAGES, env: settings, ...options });
}

function lying(lies: PagingLies, options: RigOptions = {}): Promise<Rig> {
  return start({ before: (upstream) => (upstream.paging = lies), ...options });
}

/** Each of the next pages holds these raw rows; then the list is empty. */
function paged(...pages: readonly (readonly unknown[])[]): Promise<Rig> {
  const faults = [...pages, []].map((images): Fault => ({ kind: 'json', json: { header: SUCCESS, images } }));
  return start({ images: [], before: (upstream) => upstream.fail('images', faults) });
}

interface Listed {
  readonly id: string;
  readonly name: string | null;
}

/** Every image that callers see, by id. */
async function listed(): Promise<Listed[]> {
  const answer = await listImages(rig, '?limit=200&fields=name');
  expect(answer.status).toBe(200);
  const { items } = bodyOf<{ items: Listed[] }>(answer);
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function listedIds(): Promise<string[]> {
  return (await listed()).map(({ id }) => id);
}

function row(id: unknown, name = 'an image'): Partial<StandInImage> {
  // what is under test is what becomes of ids that are no text
  return { id: id as string, name, status: 'active' };
}

function markers(): (string | undefined)[] {
  return rig.upstream.calls
    .filter(({ operation }) => operation === 'images')
    .map(({ query }) => query['marker']);
}

describe('every image is listed once', () => {
  it.each([0, 1, 9, 10, 11, 20])('where there are %i and pages of 10', async (count) => {
    rig = await start({ images: IMAGES.slice(0, count) });
    expect(await listedIds()).toEqual(IDS.filter((id) => IMAGES.slice(0, count).some((i) => i.id === id)));
    // the full pages, what is left, and a page that adds nothing
    expect(rig.upstream.count('images')).toBe(Math.ceil(count / 10) + 1);
  });

  it('where the upstream clamps the limit', async () => {
    rig = await lying({ clampLimit: 4 });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(8);
  });

  it('where the upstream ignores the limit, with one call', async () => {
    rig = await lying({ ignoreLimit: true });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('where a page begins with the marker itself', async () => {
    rig = await lying({ inclusiveMarker: true });
    expect(await listedIds()).toEqual(IDS);
  });

  it('where the first page follows the last', async () => {
    rig = await lying({ loop: true });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBeLessThanOrEqual(5);
  });

  it('where one page is longer than the limit, which is then the last', async () => {
    rig = await start({
      before: (upstream) =>
        upstream.fail('images', [
          { kind: 'delay', ms: 0 },
          { kind: 'rows', rows: IMAGES },
        ]),
    });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(2);
  });

  it('where ids are written in capitals, which the marker repeats', async () => {
    const capitals = IMAGES.map((image) => ({ ...image, id: image.id.toUpperCase() }));
    rig = await start({ images: capitals });
    expect(await listedIds()).toEqual(IDS);
    expect(
      markers()
        .slice(1)
        .every((marker) => marker === marker?.toUpperCase()),
    ).toBe(true);
  });
});

describe('a marker that vanished', () => {
  it('once, because its image was deleted, restarts the listing', async () => {
    rig = await lying({ vanishMarkerOnce: true });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(2 + 4);
    expect(rig.upstream.count('tokens')).toBe(1);
  });

  it.each<readonly [string, Fault]>([
    ['-4', { kind: 'envelope', code: -4 }],
    ['30400', { kind: 'envelope', code: 30400 }],
    ['30404', { kind: 'envelope', code: 30404 }],
    ['HTTP 400', { kind: 'status', status: 400 }],
    ['HTTP 404', { kind: 'status', status: 404 }],
  ])('restarts the listing also when the upstream says so with %s', async (_how, vanished) => {
    rig = await start({
      before: (upstream) => upstream.fail('images', [{ kind: 'delay', ms: 0 }, vanished]),
    });
    expect(await listedIds()).toEqual(IDS);
    expect(rig.upstream.count('images')).toBe(2 + 4);
  });

  it('always, is a failure after one restart', async () => {
    rig = await lying({ vanishMarkerAlways: true });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(4);
  });

  it('is no excuse where there was no marker', async () => {
    rig = await start({ before: (upstream) => upstream.fail('images', { kind: 'envelope', code: -5 }) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(1);
  });
});

describe('a listing that cannot be finished', () => {
  it('because it never ends is not read any further when the gateway stops', async () => {
    rig = await lying({ endless: true }, { env: { UPSTREAM_PAGE_SIZE: '1' } });
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls > 20,
    );
    await rig.gateway.stop();
    await eventually(
      () => refreshOutcomes(rig.gateway),
      ([first]) => first === 'UPSTREAM_UNAVAILABLE',
    );
  });

  it('because it never ends, though each page is in time, is given up after 30 times UPSTREAM_TIMEOUT', async () => {
    rig = await lying({ endless: true }, { env: { UPSTREAM_PAGE_SIZE: '1', UPSTREAM_TIMEOUT: '1s' } });
    let seconds = 0;
    for (let seen = 0; refreshOutcomes(rig.gateway).length === 0 && seconds < 60; seconds += 0.25) {
      await eventually(
        () => rig.upstream.count('images') > seen || refreshOutcomes(rig.gateway).length > 0,
        Boolean,
      );
      seen = rig.upstream.count('images');
      // seen late, two arrivals fall into one page's time: together they must leave room for its answer
      rig.clock.advance(250);
    }
    expect(refreshOutcomes(rig.gateway)).toEqual(['UPSTREAM_TIMEOUT']);
    expect(Math.abs(seconds - 30)).toBeLessThan(2);
    const calls = rig.upstream.count('images');
    const answer = await listImages(rig);
    expect([answer.status, answer.body]).toEqual([
      504,
      expect.objectContaining({ code: 'UPSTREAM_TIMEOUT' }),
    ]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(3);
    expect(rig.upstream.count('images')).toBe(calls);
  });

  it('because its last page fails is no short list', async () => {
    const fine: Fault = { kind: 'delay', ms: 0 };
    const broken: Fault = { kind: 'status', status: 403 };
    rig = await start({ before: (upstream) => upstream.fail('images', [fine, fine, broken]) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });

  it('because its last page fails leaves the catalogue as it was', async () => {
    rig = await start();
    await catalogLoaded(rig);
    const { version } = await catalogStatus(rig);
    rig.upstream.images = generateImages(25, 2).reverse();
    rig.upstream.fail('images', [
      { kind: 'delay', ms: 0 },
      { kind: 'status', status: 403 },
    ]);
    rig.clock.advance(STALE_MS);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('UPSTREAM_REJECTED');
    expect(await listedIds()).toEqual(IDS);
    expect(await catalogStatus(rig)).toMatchObject({ version, count: 25, state: 'stale' });
  });
});

describe('a page of which no row has an id', () => {
  const fine: Fault = { kind: 'delay', ms: 0 };
  const idless: Fault = { kind: 'rows', rows: [null, 7, 'x', [], {}, { name: 'no id' }] };

  it.each(['5', '10'])(
    'is no end of a list while the page before it is like that: pages of %s',
    async (size) => {
      rig = await start({ env: { UPSTREAM_PAGE_SIZE: size } });
      await catalogLoaded(rig);
      const { version } = await catalogStatus(rig);
      rig.upstream.fail('images', [fine, fine, idless, idless]);
      rig.clock.advance(STALE_MS);
      expect(await refreshAfter(rig, () => listImages(rig))).toBe('UPSTREAM_INVALID');
      expect(await catalogStatus(rig)).toMatchObject({ version, count: 25, skipped: 0, state: 'stale' });
    },
  );

  it('is asked for again where the page before it is as it was', async () => {
    rig = await start({ before: (upstream) => upstream.fail('images', [fine, fine, idless]) });
    expect(await listedIds()).toEqual(IDS);
    const [, second, third] = markers();
    expect(markers()).toEqual([undefined, second, third, second, third, markers().at(-1)]);
    expect(await catalogStatus(rig)).toMatchObject({ count: 25, skipped: 0 });
  });

  it('is the end of the list where it stays like that', async () => {
    rig = await paged([row('a')], [null, { name: 'no id' }], [row('a')], [null, { name: 'no id' }]);
    expect(await listedIds()).toEqual(['a']);
    expect(markers()).toEqual([undefined, 'a', undefined, 'a']);
    expect(await catalogStatus(rig)).toMatchObject({ count: 1, skipped: 2 });
  });
});

describe('of two rows with one id', () => {
  it('the first wins, on one page and over pages, in capitals or not', async () => {
    const id = IDS[0]!;
    rig = await paged(
      [row('a', 'first a'), row('b', 'first b'), row('a', 'second a'), row(id, 'first')],
      [row('b', 'second b'), row(id.toUpperCase(), 'second'), row('c', 'first c')],
    );
    const expected = [
      { id, name: 'first' },
      { id: 'a', name: 'first a' },
      { id: 'b', name: 'first b' },
      { id: 'c', name: 'first c' },
    ];
    expect(await listed()).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await catalogStatus(rig)).toMatchObject({ count: 4, skipped: 0 });
  });
});

describe('a row that is no image', () => {
  it('is skipped and counted, and counted once although two pages show it', async () => {
    const nameless = { name: 'no id', status: 'active' };
    rig = await paged([row('a'), nameless, null], [nameless, row('b'), 7], [row('b'), nameless]);
    expect(await listedIds()).toEqual(['a', 'b']);
    expect(await catalogStatus(rig)).toMatchObject({ count: 2, skipped: 3 });
  });

  it('does not end the listing where it has an id, be it a whole page of them', async () => {
    rig = await paged([row('a')], [row('not/addressable'), row('neither is this')], [row('b')]);
    expect(await listedIds()).toEqual(['a', 'b']);
    expect(markers()).toEqual([undefined, 'a', 'neither is this', 'b']);
    expect(await catalogStatus(rig)).toMatchObject({ count: 2, skipped: 2 });
  });

  it('is no marker where its id is too long for an address', async () => {
    rig = await paged([row('a'), row('x'.repeat(513))], [row('b'), row('y'.repeat(512))]);
    expect(await listedIds()).toEqual(['a', 'b']);
    expect(markers()).toEqual([undefined, 'a', 'y'.repeat(512)]);
  });

  it('does not spoil the list by being nested too deeply to be written', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const header = JSON.stringify(SUCCESS);
    const body = `{"header":${header},"images":[{"id":"a"},{"x":${deep}},{"id":"b","properties":{"os_x":${deep}}}]}`;
    rig = await start({ before: (upstream) => upstream.fail('images', { kind: 'body', body }) });
    expect(await listedIds()).toEqual(['a', 'b']);
    expect(await catalogStatus(rig)).toMatchObject({ count: 2 });
  });

  it('is not seen in the answers to callers, nor in the log', async () => {
    rig = await paged([row('a'), { name: 'the-name-of-no-image', x: 'y' }]);
    expect((await listImages(rig)).text).not.toContain('the-name-of-no-image');
    expect(JSON.stringify(rig.gateway.logs)).not.toContain('the-name-of-no-image');
    expect(rig.gateway.logs).toContainEqual(expect.objectContaining({ count: 1, skipped: 1 }));
  });
});
