import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { PageCache } from '../../src/answers/page-cache.js';
import type { RawAnswer } from '../support/door-raw-http.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { READER, REFRESHER } from '../support/door-rig.js';
import { eventually } from '../support/eventually.js';
import type { ServedPage } from '../support/query-client.js';
import { shownTo } from '../support/reference-view.js';
import { EVERYTHING, View } from '../../src/domain/view.js';
import {
  ALL,
  ELSEWHERE,
  HERE,
  IMAGES,
  NOTHING,
  PUBLIC,
  PUBLIC_TOO,
  SEEN,
  startViewRig,
  type Viewer,
  type ViewRig,
} from '../support/view-rig.js';

const ID = `/v1/images/${SEEN.id}`;
const CODINGS = ['identity', 'gzip', 'br'];

let rig: ViewRig;
beforeAll(async () => {
  rig = await startViewRig();
});
afterAll(() => rig.door.stop());

let lastOffset = 0;
/** A listing that nobody has asked for. */
function newListing(): string {
  lastOffset += 1;
  return `/v1/images?limit=9&offset=${lastOffset}`;
}

function decoded({ raw, headers }: RawAnswer): string {
  const body = Buffer.from(raw.slice(raw.indexOf('\r\n\r\n') + 4), 'latin1');
  const coding = headers['content-encoding'];
  const plain = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;
  return plain.toString();
}

function pageOf(answer: RawAnswer): ServedPage {
  return JSON.parse(decoded(answer)) as ServedPage;
}

/** Asks thrice in each coding: the long way, then for what was kept. */
async function askAll(viewer: Viewer, target: string): Promise<RawAnswer[]> {
  const answers: RawAnswer[] = [];
  for (const coding of [...CODINGS, ...CODINGS, ...CODINGS]) {
    answers.push(await rig.ask(viewer, target, { 'Accept-Encoding': coding }));
  }
  return answers;
}

function expectOwn(viewer: Viewer, answers: readonly RawAnswer[]): void {
  const shown = shownTo(IMAGES, viewer);
  for (const answer of answers) {
    const { items, page } = pageOf(answer);
    expect(page.total).toBe(shown.length);
    expect(shownTo(items, viewer)).toEqual(items);
  }
  expect(new Set(answers.map(decoded)).size).toBe(1);
  expect(new Set(answers.map(({ headers }) => headers['etag'])).size).toBe(1);
}

describe('the same request of two clients that see different images is answered to each with its own,', () => {
  it.each([
    [ALL, PUBLIC],
    [PUBLIC, ALL],
    [PUBLIC, HERE],
    [ELSEWHERE, PUBLIC],
    [NOTHING, ALL],
    [ALL, NOTHING],
  ])('$0.client first, then $1.client', async (first, second) => {
    const target = newListing();
    const [one, other] = [await askAll(first, target), await askAll(second, target)];
    const again = [await askAll(first, target), await askAll(second, target)];
    expectOwn(first, [...one, ...again[0]!]);
    expectOwn(second, [...other, ...again[1]!]);
    expect(other[0]?.headers['etag']).not.toBe(one[0]?.headers['etag']);
    expect(other[0]?.headers['link']).not.toBe(one[0]?.headers['link']);
  });

  it('also both at once', async () => {
    for (let round = 0; round < 10; round++) {
      const target = newListing();
      const viewers = [ALL, PUBLIC, HERE, ELSEWHERE, NOTHING];
      const answers = await Promise.all(viewers.map((viewer) => askAll(viewer, target)));
      for (const [at, viewer] of viewers.entries()) expectOwn(viewer, answers[at]!);
    }
  });

  it('also through one connection, one after the other', async () => {
    const target = newListing();
    const connection = await RawConnection.open(rig.door.keyed.url);
    const viewers = [ALL, PUBLIC, ALL, ELSEWHERE, PUBLIC, PUBLIC_TOO, ALL];
    connection.send(viewers.map(({ key }) => requestText('GET', target, { 'X-Api-Key': key })).join(''));
    for (const viewer of viewers) expectOwn(viewer, [await connection.answer()]);
    connection.close();
  });

  it('HEAD included', async () => {
    const target = newListing();
    for (const viewer of [ALL, PUBLIC, ALL, PUBLIC]) {
      const head = await rig.ask(viewer, target, {}, 'HEAD');
      const { headers } = await rig.ask(viewer, target);
      expect(head.body).toBe('');
      for (const name of ['content-length', 'etag', 'link']) expect(head.headers[name]).toBe(headers[name]);
    }
  });

  it('and one image by its id is 404 for whoever may not see it, kept or not', async () => {
    const target = `${ID}?fields=name`;
    for (const [viewer, status] of [
      [ALL, 200],
      [NOTHING, 404],
      [ALL, 200],
      [NOTHING, 404],
      [PUBLIC, 200],
      [ELSEWHERE, 404],
      [ELSEWHERE, 404],
    ] as const) {
      for (const coding of CODINGS) {
        const answer = await rig.ask(viewer, target, { 'Accept-Encoding': coding, 'If-None-Match': '*' });
        expect(answer.status).toBe(status === 200 ? 304 : 404);
        expect((await rig.ask(viewer, target, { 'Accept-Encoding': coding })).status).toBe(status);
      }
    }
  });
});

describe('an entity tag', () => {
  it.each([newListing(), ID])(
    'of one client is no 304 for another that sees something else: %s',
    async (target) => {
      const viewers = [ALL, PUBLIC, HERE];
      const tags = new Map<Viewer, string>();
      for (const viewer of viewers) tags.set(viewer, (await rig.ask(viewer, target)).headers['etag'] ?? '');
      expect(new Set(tags.values()).size).toBe(viewers.length);
      for (const viewer of viewers) {
        for (const [owner, tag] of tags) {
          for (const coding of CODINGS) {
            const headers = { 'If-None-Match': tag, 'Accept-Encoding': coding };
            expect((await rig.ask(viewer, target, headers)).status).toBe(owner === viewer ? 304 : 200);
          }
        }
      }
    },
  );

  it('is the same for clients that see the same, and so is the answer that is kept', async () => {
    const target = newListing();
    const { headers } = await rig.ask(PUBLIC, target);
    expect((await rig.ask(PUBLIC_TOO, target)).headers['etag']).toBe(headers['etag']);
    expect((await rig.ask(PUBLIC_TOO, target, { 'If-None-Match': headers['etag'] ?? '' })).status).toBe(304);
    const pages = rig.door.keyed.gateway.app.get(PageCache);
    expect(pages.page(target, View.of({ sources: null, visibility: ['public'] }))).toBeDefined();
    expect(pages.page(target, EVERYTHING)).toBeUndefined();
  });

  it('of a client that sees everything is that of a gateway without clients', async () => {
    const target = newListing();
    rig.serveAlone({});
    expect((await rig.ask(ALL, target)).headers['etag']).toBe((await rig.askAlone(target)).headers['etag']);
  });
});

describe('a cursor', () => {
  it('of one client is a mismatch for another that sees something else, whether its page is kept or not', async () => {
    const target = '/v1/images?sort=name&limit=3';
    const viewers = [ALL, PUBLIC, HERE];
    const links = new Map<Viewer, string>();
    for (const viewer of viewers) links.set(viewer, pageOf(await rig.ask(viewer, target)).links.next ?? '');
    for (const viewer of [...viewers, ...viewers]) {
      for (const [owner, link] of links) {
        const answer = await rig.ask(viewer, link);
        expect(answer.status).toBe(owner === viewer ? 200 : 400);
        if (owner === viewer) continue;
        expect(JSON.parse(answer.body)).toMatchObject({
          errors: [{ parameter: 'cursor', code: 'CURSOR_MISMATCH' }],
        });
      }
    }
  });

  it('is told of as a mismatch together with other faults', async () => {
    const { nextCursor } = pageOf(await rig.ask(ALL, '/v1/images?limit=3')).page;
    const answer = await rig.ask(PUBLIC, `/v1/images?limit=0&cursor=${nextCursor}`);
    expect(JSON.parse(answer.body)).toMatchObject({
      errors: [
        { parameter: 'limit', code: 'OUT_OF_RANGE' },
        { parameter: 'cursor', code: 'CURSOR_MISMATCH' },
      ],
    });
  });

  it('serves every client that sees the same', async () => {
    const { links } = pageOf(await rig.ask(PUBLIC, '/v1/images?limit=3'));
    expect((await rig.ask(PUBLIC_TOO, links.next ?? '')).status).toBe(200);
  });
});

describe('when the key file says something else of what a client may see', () => {
  it('its next request is answered so, also for pages that are kept, on a connection that is open', async () => {
    const target = newListing();
    const connection = await RawConnection.open(rig.door.keyed.url);
    const ask = async (headers: Record<string, string> = {}): Promise<RawAnswer> => {
      connection.send(requestText('GET', target, { 'X-Api-Key': READER.key, ...headers }));
      return connection.answer();
    };
    const total = async (): Promise<number> => pageOf(await ask()).page.total;
    expect([await total(), await total()]).toEqual([IMAGES.length, IMAGES.length]);
    const tag = (await ask()).headers['etag'] ?? '';
    rig.door.keyFile.write({ ...READER, visibility: ['public'] }, REFRESHER);
    const shown = shownTo(IMAGES, PUBLIC).length;
    await eventually(total, (count) => count === shown);
    expect([await total(), await total()]).toEqual([shown, shown]);
    expect((await ask({ 'If-None-Match': tag })).status).toBe(200);
    rig.door.keyFile.write(READER, REFRESHER);
    await eventually(total, (count) => count === IMAGES.length);
    expect((await ask({ 'If-None-Match': tag })).status).toBe(304);
    connection.close();
  });

  it('a file with a restriction that is none is not used', async () => {
    const before = rig.door.keyed.logs.length;
    rig.door.keyFile.write({ ...READER, visibility: [] }, REFRESHER);
    const line = await eventually(
      async () => {
        await rig.ask(ALL, ID);
        return rig.door.keyed.logs.slice(before).find(({ level }) => level === 'error');
      },
      (found) => found !== undefined,
    );
    expect(line).toMatchObject({
      kind: 'refused',
      faults: [expect.stringMatching(/^\[0\]\.visibility must be a list of 1 to 100 values/)],
    });
    expect((await rig.ask(ALL, ID)).status).toBe(200);
  });
});
