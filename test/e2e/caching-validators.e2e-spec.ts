import request, { type Response } from 'supertest';

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

const IMAGES = generateImages(60);
const START = 'Mon, 05 Jan 2026 02:00:00 GMT';
const ID = IMAGES[0]!.id;

let rig: Rig;
async function start(options: RigOptions = {}): Promise<Rig> {
  rig = await startRig({ images: IMAGES, ...options });
  await catalogLoaded(rig);
  return rig;
}

/** What tells two states of the catalogue apart. */
interface Validators {
  readonly version: unknown;
  readonly etag: unknown;
  readonly lastModified: unknown;
}

async function validators(): Promise<Validators> {
  const answer = await listImages(rig, '?limit=3');
  const { catalog } = bodyOf<{ catalog: { version: string } }>(answer);
  return {
    version: catalog.version,
    etag: answer.headers['etag'],
    lastModified: answer.headers['last-modified'],
  };
}

function etagOf(answer: Response): string {
  const etag = answer.headers['etag'];
  expect(etag).toMatch(/^W\/"[A-Za-z0-9_-]+"$/);
  return String(etag);
}

describe('version, ETag and Last-Modified', () => {
  afterEach(() => rig.stop());
  const refreshed = (): Promise<unknown> => refreshAfter(rig, () => rig.clock.advance(54_000));

  it('stay the same when the content does, however its rows are ordered and paged', async () => {
    await start();
    const before = await validators();
    expect(before).toMatchObject({ lastModified: START });
    expect(await refreshed()).toBe('unchanged');
    expect(await validators()).toEqual(before);
    rig.upstream.images = IMAGES.toReversed();
    rig.upstream.paging = { clampLimit: 7, inclusiveMarker: true };
    expect(await refreshed()).toBe('unchanged');
    expect(await validators()).toEqual(before);
    expect((await listImages(rig, '?limit=3')).headers['age']).toBe('0');
  });

  it('change with the content, and all but the time come back with it', async () => {
    await start();
    const before = await validators();
    rig.upstream.images = IMAGES.map((image) => (image.id === ID ? { ...image, status: 'killed' } : image));
    expect(await refreshed()).toBe('changed');
    const { version, etag, lastModified } = await validators();
    expect(version).not.toBe(before.version);
    expect(etag).not.toBe(before.etag);
    expect(lastModified).toBe('Mon, 05 Jan 2026 02:00:54 GMT');
    rig.upstream.images = IMAGES;
    expect(await refreshed()).toBe('changed');
    expect(await validators()).toEqual({ ...before, lastModified: 'Mon, 05 Jan 2026 02:01:48 GMT' });
  });

  it('change even if the only change is outside of the page', async () => {
    await start();
    const { etag } = await validators();
    rig.upstream.images = IMAGES.slice(0, -1);
    expect(await refreshed()).toBe('changed');
    expect((await validators()).etag).not.toBe(etag);
  });

  it('never hide a change that comes within the second of the one before', async () => {
    await start({ env: { CACHE_FRESH_FOR: '10ms', CACHE_KEEP_WARM: 'false' } });
    for (const images of [IMAGES.slice(1), IMAGES.slice(2), IMAGES]) {
      const { headers } = await listImages(rig);
      const lastModified = String(headers['last-modified']);
      rig.upstream.images = images;
      rig.clock.advance(100);
      expect(await refreshAfter(rig, () => listImages(rig))).toBe('changed');
      const news = await listImages(rig).set('If-Modified-Since', lastModified);
      expect(news.status).toBe(200);
      expect(news.body).toMatchObject({ page: { total: images.length } });
      expect(Date.parse(String(news.headers['last-modified']))).toBeGreaterThan(Date.parse(lastModified));
    }
  });

  it('do not change with what callers cannot see', async () => {
    await start();
    const before = await validators();
    rig.upstream.images = IMAGES.map((image) => ({
      ...image,
      properties: { ...image.properties, tc_env: 'sysmon,internal' },
    }));
    expect(await refreshed()).toBe('unchanged');
    expect(await validators()).toEqual(before);
  });
});

describe('the ETag', () => {
  beforeAll(() => start());
  afterAll(() => rig.stop());

  const etag = async (query: string): Promise<string> => etagOf(await listImages(rig, query));

  it.each([
    ['?status=active&osDistro=ubuntu', '?osDistro=ubuntu&status=active'],
    ['?osDistro=Ubuntu', '?osDistro=ubuntu'],
    ['', '?limit=50'],
    ['', '?sort=-createdAt'],
    ['', '?offset=0'],
    ['?status=active&status=queued', '?status=queued&status=active'],
    ['?name=a%20b', '?name=a+b'],
  ])('is the same for %p and %p', async (one, other) => {
    expect(await etag(one)).toBe(await etag(other));
  });

  it('differs for every other query, choice of fields, and path', async () => {
    const queries = [
      '',
      '?limit=3',
      '?offset=3',
      '?status=active',
      '?sort=name',
      '?fields=name',
      '?fields=name,status',
      `?id=${ID}`,
      `/${ID}`,
      `/${ID}?fields=name`,
    ];
    const etags = await Promise.all(queries.map(etag));
    expect(new Set(etags).size).toBe(queries.length);
  });

  it('is the same on another gateway that read the same list in other pages', async () => {
    const other = await startRig({
      images: IMAGES.toReversed(),
      env: { UPSTREAM_PAGE_SIZE: '7', UPSTREAM_TIMEOUT: '5s' },
    });
    await catalogLoaded(other);
    for (const query of ['', '?status=active&limit=2', `/${ID}`]) {
      const [here, there] = await Promise.all([listImages(rig, query), listImages(other, query)]);
      expect(there.headers['etag']).toBe(etagOf(here));
      expect(there.text).toBe(here.text);
    }
    expect((await catalogStatus(other))['version']).toBe((await catalogStatus(rig))['version']);
    await other.stop();
  });

  it('is the same whatever encoding the body has', async () => {
    const plain = await listImages(rig).set('Accept-Encoding', 'identity');
    const zipped = await listImages(rig).set('Accept-Encoding', 'gzip');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.headers['etag']).toBe(etagOf(plain));
  });
});

describe('a request for news only', () => {
  let tag: string;
  beforeAll(async () => {
    await start({ env: { CACHE_KEEP_WARM: 'false' } });
    tag = etagOf(await listImages(rig));
  });
  afterAll(() => rig.stop());

  const status = async (headers: Record<string, string>, query = ''): Promise<number> =>
    (await listImages(rig, query).set(headers)).status;

  it('is answered 304 without a body, with every header that the cache needs', async () => {
    const full = await listImages(rig);
    rig.clock.advance(7_000);
    const answer = await listImages(rig).set('If-None-Match', tag);
    expect(answer.status).toBe(304);
    expect(answer.text).toBe('');
    expect(answer.headers).toMatchObject({
      etag: tag,
      age: '7',
      'cache-control': 'private, max-age=53, stale-while-revalidate=86400, stale-if-error=86400',
      'cache-status': 'image-gateway; hit; ttl=53',
      'last-modified': START,
      vary: full.headers['vary'],
    });
    expect(answer.headers).not.toHaveProperty('content-type');
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['the tag', (t: string) => t],
    ['the tag as a strong one', (t: string) => t.slice(2)],
    ['a list that holds the tag', (t: string) => `"a", W/"b,c" ,${t}`],
    ['a list in which a comma is part of a tag', (t: string) => `W/"a,${t.slice(3, -1)}", ${t}`],
    ['*', () => '*'],
    [' * ', () => ' * '],
  ])('matches with %s', async (_what, write) => {
    expect(await status({ 'If-None-Match': write(tag) })).toBe(304);
  });

  it.each([
    ['another tag', () => 'W/"another"'],
    ['a tag that begins like it', (t: string) => `${t.slice(0, -1)}x"`],
    ['the tag without quotes', (t: string) => t.slice(3, -1)],
    ['a tag that holds it', (t: string) => `"x${t.slice(3, -1)}"`],
    ['nothing', () => ''],
  ])('does not match with %s', async (_what, write) => {
    expect(await status({ 'If-None-Match': write(tag) })).toBe(200);
  });

  it('does not match with the tag of another query', async () => {
    expect(await status({ 'If-None-Match': tag }, '?limit=1')).toBe(200);
    expect(await status({ 'If-None-Match': tag }, `/${ID}`)).toBe(200);
  });

  it('by time matches from the second of the last change on', async () => {
    expect(await status({ 'If-Modified-Since': START })).toBe(304);
    expect(await status({ 'If-Modified-Since': 'Tue, 06 Jan 2026 00:00:00 GMT' })).toBe(304);
    expect(await status({ 'If-Modified-Since': 'Mon, 05 Jan 2026 01:59:59 GMT' })).toBe(200);
  });

  it.each([
    ['of RFC 850', 'Monday, 05-Jan-26 02:00:00 GMT', 'Monday, 05-Jan-26 01:59:59 GMT'],
    ['of asctime', 'Mon Jan  5 02:00:00 2026', 'Mon Jan  5 01:59:59 2026'],
  ])('by time understands the older dates %s', async (_form, at, before) => {
    expect(await status({ 'If-Modified-Since': at })).toBe(304);
    expect(await status({ 'If-Modified-Since': before })).toBe(200);
  });

  it.each(['2026-01-05T02:00:00Z', 'yesterday', '1767578400', 'Mon, 32 Jan 2026 02:00:00 GMT'])(
    'by a time that is none, %p, is answered in full',
    async (since) => {
      expect(await status({ 'If-Modified-Since': since })).toBe(200);
    },
  );

  it('by both is decided by the tag alone', async () => {
    expect(await status({ 'If-None-Match': 'W/"another"', 'If-Modified-Since': START })).toBe(200);
    const before = 'Mon, 05 Jan 2026 01:59:59 GMT';
    expect(await status({ 'If-None-Match': tag, 'If-Modified-Since': before })).toBe(304);
  });

  it('is answered for HEAD as for GET', async () => {
    const head = await request(rig.gateway.url).head('/v1/images').set('If-None-Match', tag);
    expect(head.status).toBe(304);
    expect(head.headers['etag']).toBe(tag);
  });

  it('does not turn an error into 304', async () => {
    expect(await status({ 'If-None-Match': '*' }, '?limit=0')).toBe(400);
    expect(await status({ 'If-None-Match': '*' }, '/nowhere')).toBe(404);
  });

  it('is answered 304 from a stale catalogue, too, which says so', async () => {
    rig.clock.advance(120_000);
    const answer = await listImages(rig).set('If-None-Match', tag);
    expect(answer.status).toBe(304);
    expect(answer.headers['cache-status']).toMatch(/ttl=-\d+; detail=stale-while-revalidate$/);
  });
});
