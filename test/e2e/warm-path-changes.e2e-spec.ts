import type { Response } from 'supertest';

import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { eventually } from '../support/eventually.js';
import { writeFile } from '../support/upstream-files.js';
import {
  bodyOf,
  catalogLoaded,
  listImages,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const IMAGES = generateImages(30);
const FORBIDDEN: Fault = { kind: 'status', status: 403 };
const SILENCE: Fault = { kind: 'hang', at: 'headers' };
const NO_TIMER = { CACHE_KEEP_WARM: 'false' };
const REFRESH_MS = 54_000;
const FRESH_MS = 60_000;
const STALE_MS = 24 * 3_600_000;
/** Longer than a file may be taken for what it was. */
const FILE_CHECK_MS = 1_000;

let rig: Rig;
afterEach(async () => {
  rig.upstream.heal();
  await rig.stop();
});

async function start(options: RigOptions = {}): Promise<void> {
  rig = await startRig({ images: IMAGES, ...options });
  await catalogLoaded(rig);
  rig.upstream.clearCalls();
}

const PAGES = ['?limit=3', '?limit=200', '?q=ubuntu&sort=name', `/${IMAGES[0]!.id}`];

/** All the pages, with their bodies compressed or not. */
async function answers(): Promise<Response[]> {
  return Promise.all(
    PAGES.flatMap((page) =>
      ['identity', 'gzip', 'br'].map((coding) => listImages(rig, page).set('Accept-Encoding', coding)),
    ),
  );
}

/** Asks until every page is kept in every coding. */
async function warmAnswers(): Promise<Response[]> {
  await answers();
  return answers();
}

function contentOf({ status, text, headers }: Response): object {
  return { status, text, etag: headers['etag'], lastModified: headers['last-modified'] };
}

function refreshed(): Promise<unknown> {
  return refreshAfter(rig, () => rig.clock.advance(REFRESH_MS));
}

function versionOf(answer: Response): unknown {
  return bodyOf<{ catalog: { version: unknown } }>(answer).catalog.version;
}

describe('pages that were answered before', () => {
  it('are new ones as soon as the catalogue is, and never again the old ones', async () => {
    await start();
    for (const images of [IMAGES.slice(1), IMAGES.slice(2), IMAGES]) {
      const [before] = await warmAnswers();
      rig.upstream.images = images;
      expect(await refreshed()).toBe('changed');
      const [first] = await answers();
      expect(versionOf(first!)).not.toBe(versionOf(before!));
      for (const later of [await answers(), await answers()]) {
        expect(later.slice(0, 9).map(versionOf)).toEqual(Array(9).fill(versionOf(first!)));
        expect(later.slice(9).map(({ status }) => status)).toEqual(
          Array(3).fill(images === IMAGES ? 200 : 404),
        );
        expect(later[3]?.body).toMatchObject({ page: { total: images.length } });
      }
    }
  });

  it('are never older for a caller than those it had before, while catalogues are replaced', async () => {
    await start({ env: { CACHE_FRESH_FOR: '10s' } });
    await warmAnswers();
    let over = false;
    const totalsSeen = async (): Promise<number[]> => {
      const totals: number[] = [];
      while (!over) {
        const answer = await listImages(rig, '?limit=5');
        totals.push(bodyOf<{ page: { total: number } }>(answer).page.total);
      }
      return totals;
    };
    const callers = Array.from({ length: 8 }, totalsSeen);
    for (const count of [29, 28, 27]) {
      rig.upstream.images = IMAGES.slice(0, count);
      expect(await refreshAfter(rig, () => rig.clock.advance(10_000))).toBe('changed');
      expect((await listImages(rig, '?limit=5')).body).toMatchObject({ page: { total: count } });
    }
    over = true;
    for (const totals of await Promise.all(callers)) {
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    }
  });

  it('keep body and validators while the content stays, and say that it was confirmed', async () => {
    await start();
    const before = await warmAnswers();
    rig.clock.advance(40_000);
    expect((await answers()).map(({ headers }) => headers['age'])).toEqual(Array(12).fill('40'));
    rig.upstream.images = IMAGES.toReversed();
    expect(await refreshAfter(rig, () => rig.clock.advance(REFRESH_MS - 40_000))).toBe('unchanged');
    const after = await answers();
    expect(after.map(contentOf)).toEqual(before.map(contentOf));
    expect(after.map(({ headers }) => headers['age'])).toEqual(Array(12).fill('0'));
  });

  it('say that they are stale, and bring about one refresh behind their callers', async () => {
    await start({ env: NO_TIMER });
    const before = await warmAnswers();
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(FRESH_MS + 1_000);
    for (const stale of [await answers(), await answers()]) {
      expect(stale.map(contentOf)).toEqual(before.map(contentOf));
      for (const { headers } of stale) {
        expect(headers).toMatchObject({
          age: '61',
          'cache-control': 'private, max-age=0, stale-while-revalidate=86399, stale-if-error=86399',
          'cache-status': 'image-gateway; hit; ttl=-1; detail=stale-while-revalidate',
        });
      }
    }
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls > 0,
    );
    expect(rig.upstream.count('images')).toBe(1);
    expect(await refreshAfter(rig, () => rig.upstream.heal())).toBe('unchanged');
    expect((await answers()).map(({ headers }) => headers['age'])).toEqual(Array(12).fill('0'));
    expect(refreshOutcomes(rig.gateway)).toEqual(['changed', 'unchanged']);
  });

  it('say that the last refresh failed, and leave the upstream alone then', async () => {
    await start({ env: NO_TIMER });
    const before = await warmAnswers();
    rig.upstream.fail('images', FORBIDDEN);
    rig.clock.advance(FRESH_MS);
    expect(await refreshAfter(rig, () => listImages(rig, PAGES[0]))).toBe('UPSTREAM_REJECTED');
    const calls = rig.upstream.count('images');
    for (const failing of [await answers(), await answers()]) {
      expect(failing.map(contentOf)).toEqual(before.map(contentOf));
      const told = failing.map(({ headers }) => headers['cache-status'] as unknown);
      expect(new Set(told)).toEqual(new Set(['image-gateway; hit; ttl=0; detail=stale-if-error']));
    }
    expect(rig.upstream.count('images')).toBe(calls);
  });

  it('are not sent any more when the catalogue is too old', async () => {
    await start({ env: NO_TIMER });
    await warmAnswers();
    rig.upstream.fail('images', FORBIDDEN);
    rig.clock.advance(FRESH_MS + STALE_MS - 1);
    expect((await answers()).map(({ status }) => status)).toEqual(Array(12).fill(200));
    await eventually(
      () => refreshOutcomes(rig.gateway),
      (outcomes) => outcomes.length === 2,
    );
    rig.clock.advance(1);
    const refused = await answers();
    expect(refused.map(({ status, body }) => [status, (body as { code: unknown }).code])).toEqual(
      Array(12).fill([502, 'UPSTREAM_REJECTED']),
    );
    rig.upstream.fail('images', SILENCE);
    rig.clock.advance(STALE_MS);
    const calls = rig.upstream.count('images');
    const waiting = listImages(rig, PAGES[0]).then(({ status }) => status);
    await eventually(
      () => rig.upstream.count('images'),
      (count) => count > calls,
    );
    rig.clock.advance(10_000);
    expect(await waiting).toBe(504);
    rig.upstream.heal();
    rig.clock.advance(STALE_MS);
    expect((await warmAnswers()).map(({ status }) => status)).toEqual(Array(12).fill(200));
  });

  it('are good ones after an error', async () => {
    rig = await startRig({
      images: IMAGES,
      env: NO_TIMER,
      before: (upstream) => upstream.fail('images', FORBIDDEN),
    });
    await eventually(
      () => refreshOutcomes(rig.gateway),
      (outcomes) => outcomes.length === 1,
    );
    expect((await warmAnswers()).map(({ status }) => status)).toEqual(Array(12).fill(502));
    rig.upstream.heal();
    rig.clock.advance(FRESH_MS);
    expect((await warmAnswers()).map(({ status }) => status)).toEqual(Array(12).fill(200));
  });
});

describe('with another CURSOR_SECRET', () => {
  const cursorsOf = (answer: Response): (string | null)[] => {
    const { nextCursor, prevCursor } = bodyOf<{ page: Record<'nextCursor' | 'prevCursor', string | null> }>(
      answer,
    ).page;
    return [nextCursor, prevCursor];
  };
  /** Files are looked at by the machine's clock. */
  const untilNoticed = (): Promise<unknown> =>
    new Promise((resolve) => setTimeout(resolve, FILE_CHECK_MS + 50));

  it('old cursors are neither taken nor handed out, and the content is what it was', async () => {
    const file = writeFile('the first secret of cursors');
    await start({ env: { CURSOR_SECRET: undefined, CURSOR_SECRET_FILE: file.path } });
    const before = await listImages(rig, '?limit=3&offset=3');
    const [next, prev] = cursorsOf(before);
    const second = `?limit=3&cursor=${next}`;
    await warmAnswers();
    expect((await listImages(rig, second)).status).toBe(200);
    file.replace('the second secret of cursors');
    await untilNoticed();
    for (let time = 0; time < 2; time++) {
      const after = await listImages(rig, '?limit=3&offset=3');
      expect(cursorsOf(after)).not.toEqual(expect.arrayContaining([next]));
      expect(cursorsOf(after)).not.toEqual(expect.arrayContaining([prev]));
      expect(bodyOf<{ items: unknown }>(after).items).toEqual(bodyOf<{ items: unknown }>(before).items);
      const walked = await listImages(rig, `?limit=3&cursor=${cursorsOf(after)[0]}`);
      expect(walked.body).toMatchObject({ page: { offset: 6 } });
      expect((await listImages(rig, second)).body).toMatchObject({
        code: 'INVALID_PARAMETER',
        errors: [{ parameter: 'cursor', code: 'INVALID_CURSOR' }],
      });
    }
    file.remove();
  });

  it('a caller who waited for the catalogue meanwhile leaves no old cursors behind', async () => {
    const file = writeFile('the first secret of cursors');
    rig = await startRig({
      images: IMAGES,
      env: { ...NO_TIMER, CURSOR_SECRET: undefined, CURSOR_SECRET_FILE: file.path },
      before: (upstream) => upstream.fail('images', SILENCE),
    });
    const waiting = listImages(rig, '?limit=3').then((answer) => answer);
    await eventually(
      () => rig.upstream.count('images'),
      (calls) => calls === 1,
    );
    // another caller has come through the same door, so that the first one waits behind it
    expect((await listImages(rig, '?limit=0')).status).toBe(400);
    file.replace('the second secret of cursors');
    await untilNoticed();
    rig.upstream.heal();
    await waiting;
    for (let time = 0; time < 2; time++) {
      const [next] = cursorsOf(await listImages(rig, '?limit=3'));
      expect((await listImages(rig, `?limit=3&cursor=${next}`)).status).toBe(200);
    }
    file.remove();
  });
});
