import { generateImages } from '../../src/stand-in/generate-images.js';

import {
  bodyOf,
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const FEW = generateImages(100);
const MANY = generateImages(101);
const SETTINGS = { UPSTREAM_PAGE_SIZE: '10', CACHE_KEEP_WARM: 'false' };
const STALE_MS = 61_000;

let rig: Rig;
afterEach(() => rig.stop());

function start(env: Record<string, string>, options: RigOptions = {}): Promise<Rig> {
  return startRig({ env: { ...SETTINGS, ...env }, ...options });
}

/** What the log says of the last refresh that failed. */
function reason(): unknown {
  return rig.gateway.logs.findLast(({ msg }) => msg === 'refresh failed')?.['reason'];
}

async function expectTooLarge(): Promise<void> {
  const answer = await listImages(rig);
  expect(answer.status).toBe(502);
  expect(answer.body).toMatchObject({
    code: 'UPSTREAM_INVALID',
    detail: 'There is no image list to serve, because the upstream lists more than this gateway reads.',
  });
}

describe('UPSTREAM_MAX_IMAGES', () => {
  const MAX = { UPSTREAM_MAX_IMAGES: '100' };
  const TOLD = 'the list is larger than UPSTREAM_MAX_IMAGES allows (100 images)';

  it('lets as many in', async () => {
    rig = await start(MAX, { images: FEW });
    expect((await listImages(rig, '?limit=1')).body).toMatchObject({ page: { total: 100 } });
  });

  it.each([
    ['in pages', {}],
    ['in pages that begin with their marker', { inclusiveMarker: true }],
    ['in one page', { ignoreLimit: true }],
    ['without end', { endless: true }],
  ])('does not let more in, and the log says what to raise: %s', async (_how, lies) => {
    rig = await start(MAX, { images: MANY, before: (upstream) => (upstream.paging = lies) });
    await expectTooLarge();
    expect(reason()).toBe(TOLD);
    expect(rig.upstream.count('images')).toBeLessThanOrEqual(13);
  });

  it('leaves the list before as it was, and the next one in when it is not too large', async () => {
    rig = await start(MAX, { images: FEW });
    await catalogLoaded(rig);
    rig.upstream.images = MANY;
    rig.clock.advance(STALE_MS);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('UPSTREAM_INVALID');
    expect(await catalogStatus(rig)).toMatchObject({ count: 100, state: 'stale' });
    rig.upstream.images = generateImages(99);
    rig.clock.advance(STALE_MS);
    expect(await refreshAfter(rig, () => listImages(rig))).toBe('changed');
    expect(await catalogStatus(rig)).toMatchObject({ count: 99, state: 'ok' });
  });

  it('counts an id once, however often it is listed', async () => {
    const twice = [...FEW, ...FEW];
    rig = await start(MAX, { before: (upstream) => upstream.fail('images', { kind: 'rows', rows: twice }) });
    expect((await listImages(rig, '?limit=1')).body).toMatchObject({ page: { total: 100 } });
  });
});

describe('UPSTREAM_MAX_LISTING', () => {
  const bytes = Buffer.byteLength(JSON.stringify(FEW));

  it('lets as much in as it says', async () => {
    rig = await start({ UPSTREAM_MAX_LISTING: String(bytes + 2_000) }, { images: FEW });
    expect((await listImages(rig, '?limit=1')).body).toMatchObject({ page: { total: 100 } });
  });

  it.each([
    ['in pages', {}],
    ['in one page', { ignoreLimit: true }],
    ['without end', { endless: true }],
  ])('does not let more in, and the log says what to raise: %s', async (_how, lies) => {
    const env = { UPSTREAM_MAX_LISTING: String(bytes - 2_000) };
    rig = await start(env, { images: FEW, before: (upstream) => (upstream.paging = lies) });
    await expectTooLarge();
    expect(reason()).toBe(`the list is larger than UPSTREAM_MAX_LISTING allows (${bytes - 2_000} bytes)`);
  });

  it('counts what one listing sends, not the one that a vanished marker ended', async () => {
    rig = await start(
      { UPSTREAM_MAX_LISTING: String(bytes + 2_000) },
      { images: FEW, before: (upstream) => (upstream.paging = { vanishMarkerOnce: true }) },
    );
    expect((await listImages(rig, '?limit=1')).body).toMatchObject({ page: { total: 100 } });
  });
});

describe('UPSTREAM_MAX_BODY', () => {
  it.each([undefined, 'gzip'] as const)('bounds each answer, and the log says so: %s', async (encoding) => {
    rig = await start(
      { UPSTREAM_MAX_BODY: '256KiB' },
      {
        before: (upstream) =>
          upstream.fail('images', { kind: 'huge', bytes: 5e6, ...(encoding && { encoding }) }),
      },
    );
    await expectTooLarge();
    expect(reason()).toBe('the answer is larger than UPSTREAM_MAX_BODY allows (262144 bytes)');
    expect(rig.upstream.count('images')).toBe(1);
  });

  it('is no more than 1 MiB for a token, whatever the setting', async () => {
    rig = await start({}, { before: (upstream) => upstream.fail('tokens', { kind: 'huge', bytes: 5e6 }) });
    await expectTooLarge();
    expect(reason()).toBe('the answer is larger than 1048576 bytes');
  });

  it('says nothing of a size where something else was wrong', async () => {
    rig = await start({}, { before: (upstream) => upstream.fail('images', { kind: 'json', json: [] }) });
    const { detail } = bodyOf<{ detail: string }>(await listImages(rig));
    expect(detail).toContain('gave an unusable answer');
  });
});
