import fc from 'fast-check';

import { queries } from '../support/query-arbitrary.js';
import type { ServedPage, ServedProblem } from '../support/query-client.js';
import { RIGHT_VALUES } from '../support/query-faults.js';
import { spellQuery } from '../support/query-spelling.js';
import { shownTo } from '../support/reference-view.js';
import type { RawAnswer } from '../support/door-raw-http.js';
import {
  ALL,
  ELSEWHERE,
  HERE,
  HERE_PRIVATE,
  HIDDEN,
  IMAGES,
  NOTHING,
  PUBLIC,
  RESTRICTED,
  SEEN,
  startViewRig,
  type Viewer,
  type ViewRig,
} from '../support/view-rig.js';

const IN_TIME = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };

let rig: ViewRig;
beforeAll(async () => {
  rig = await startViewRig();
});
afterAll(() => rig.door.stop());

function jsonOf<T>({ body }: RawAnswer): T {
  return JSON.parse(body) as T;
}

/** What an answer says, but for what belongs to one catalogue, listing or request alone. */
function told({ status, headers, body }: RawAnswer): object {
  const hidden = /"(?:version|nextCursor|prevCursor|requestId|self|prev|next)":"[^"]*"/g;
  return { status, type: headers['content-type'], body: body.replace(hidden, '…') };
}

async function pageFor(viewer: Viewer, target: string): Promise<ServedPage> {
  return jsonOf(await rig.ask(viewer, target));
}

describe('a client that may see some images is answered as if there were no others', () => {
  it('and the images of this test make a difference to each', () => {
    const counts = RESTRICTED.map((viewer) => shownTo(IMAGES, viewer).length);
    expect(Math.max(...counts)).toBeLessThan(IMAGES.length);
    expect(counts.filter((count) => count > 10)).toHaveLength(RESTRICTED.length - 1);
    expect(shownTo(IMAGES, NOTHING)).toEqual([]);
  });

  it.each(RESTRICTED)(
    '$client: any valid query',
    async (viewer) => {
      rig.serveAlone(viewer);
      // one source is configured
      const some = queries(IMAGES).map((query) => query.filter(([name]) => name !== 'source'));
      const values = fc.record({ query: some, seed: fc.nat() });
      const check = fc.asyncProperty(values, async ({ query, seed }) => {
        const target = `/v1/images?${spellQuery(query, seed)}`;
        expect(told(await rig.ask(viewer, target))).toEqual(told(await rig.askAlone(target)));
      });
      await fc.assert(check, { ...IN_TIME, numRuns: 120 });
    },
    120_000,
  );

  it.each(RESTRICTED)('$client: each parameter by itself', async (viewer) => {
    rig.serveAlone(viewer);
    for (const [name, value] of Object.entries(RIGHT_VALUES)) {
      if (name === 'source') continue;
      const target = `/v1/images?${name}=${value}`;
      expect(told(await rig.ask(viewer, target))).toEqual(told(await rig.askAlone(target)));
    }
  });

  it.each([PUBLIC, HERE_PRIVATE, ELSEWHERE])(
    '$client: each image by its id',
    async (viewer) => {
      rig.serveAlone(viewer);
      for (const { id } of IMAGES) {
        for (const target of [`/v1/images/${id}`, `/v1/images/${id}?fields=name,source`]) {
          expect(told(await rig.ask(viewer, target))).toEqual(told(await rig.askAlone(target)));
        }
      }
    },
    60_000,
  );

  it.each(RESTRICTED)('$client: a walk through all pages, and back', async (viewer) => {
    const ids: string[] = [];
    const back: string[] = [];
    const total = shownTo(IMAGES, viewer).length;
    let last: string | null = null;
    for (let link: string | null = '/v1/images?sort=name&limit=7'; link !== null;) {
      const page: ServedPage = await pageFor(viewer, link);
      expect(page.page).toMatchObject({ total, offset: ids.length });
      ids.push(...page.items.map(({ id, source }) => `${id} ${source}`));
      [last, link] = [link, page.links.next];
    }
    for (let link: string | null = last; link !== null;) {
      const page: ServedPage = await pageFor(viewer, link);
      back.unshift(...page.items.map(({ id, source }) => `${id} ${source}`));
      link = page.links.prev;
    }
    expect(back).toEqual(ids);
    expect(ids.toSorted()).toEqual(
      shownTo(IMAGES, viewer)
        .map(({ id, source }) => `${id} ${source}`)
        .sort(),
    );
  });
});

describe('a hidden image', () => {
  it('is the same 404 as one that does not exist', async () => {
    for (const query of ['', '?fields=name', '?source=default']) {
      const hidden = await rig.ask(PUBLIC, `/v1/images/${HIDDEN.id}${query}`);
      const unknown = await rig.ask(PUBLIC, `/v1/images/hidden-2${query}`);
      expect(hidden.status).toBe(404);
      expect(told(hidden)).toEqual(told(unknown));
      expect(Object.keys(hidden.headers)).toEqual(Object.keys(unknown.headers));
    }
    expect((await rig.ask(ALL, `/v1/images/${HIDDEN.id}`)).status).toBe(200);
    expect((await rig.ask(HERE_PRIVATE, `/v1/images/${HIDDEN.id}`)).status).toBe(200);
  });

  it('makes no value known, nor is it among the allowed ones', async () => {
    const values = Object.entries({
      status: 'quarantined',
      diskFormat: 'canaryfs',
      containerFormat: 'canarybox',
    });
    for (const [name, value] of values) {
      expect((await rig.ask(ALL, `/v1/images?${name}=${value}`)).status).toBe(200);
      for (const viewer of [PUBLIC, ELSEWHERE, NOTHING]) {
        const answer = await rig.ask(viewer, `/v1/images?${name}=${value}`);
        expect(jsonOf<ServedProblem>(answer)).toMatchObject({
          errors: [{ parameter: name, code: 'UNKNOWN_VALUE' }],
        });
        expect(jsonOf<ServedProblem>(answer).errors[0]?.allowed).not.toContain(value);
      }
    }
    const known = await rig.ask(PUBLIC, '/v1/images?status=none');
    expect(jsonOf<ServedProblem>(known).errors[0]?.allowed).toContain('resting');
    const all = await rig.ask(ALL, '/v1/images?status=none');
    expect(jsonOf<ServedProblem>(all).errors[0]?.allowed).toContain('quarantined');
  });

  it('leaves no trace in a cursor, though its name sorts as that of the last image seen', async () => {
    const { page } = await pageFor(PUBLIC, '/v1/images?nameContains=twin&sort=name&limit=1');
    expect(page).toMatchObject({ total: 1, nextCursor: null });
    const { page: first, items } = await pageFor(PUBLIC, '/v1/images?sort=name&limit=200');
    const at = items.findIndex(({ id }) => id === SEEN.id);
    expect(first.total).toBe(items.length);
    const before = await pageFor(PUBLIC, `/v1/images?sort=name&limit=1&offset=${at}`);
    const cursors = [before.page.nextCursor, before.page.prevCursor].map((cursor) =>
      Buffer.from(cursor?.slice(24) ?? '', 'base64url').toString(),
    );
    for (const cursor of cursors) {
      expect(cursor).toContain(SEEN.name);
      expect(cursor).not.toContain(HIDDEN.name);
    }
  });

  it('is in no answer to a query that names it', async () => {
    for (const query of [`id=${HIDDEN.id}`, 'name=Twin+IMAGE', 'visibility=private', 'q=hidden-1']) {
      const { items, page } = await pageFor(PUBLIC, `/v1/images?${query}`);
      expect([items, page.total]).toEqual([[], 0]);
    }
  });
});

describe('a source', () => {
  it('that is hidden is as unknown as one that is not configured', async () => {
    for (const path of ['/v1/images', `/v1/images/${SEEN.id}`]) {
      for (const source of ['default', 'one', 'nowhere']) {
        const answer = await rig.ask(ELSEWHERE, `${path}?source=${source}`);
        expect(answer.status).toBe(400);
        expect(jsonOf<ServedProblem>(answer).errors).toEqual([
          expect.objectContaining({ parameter: 'source', code: 'UNKNOWN_VALUE', allowed: [] }),
        ]);
      }
    }
  });

  it('that may be seen is known, and no other', async () => {
    for (const viewer of [ALL, HERE, PUBLIC]) {
      expect((await rig.ask(viewer, '/v1/images?source=default')).status).toBe(200);
      const answer = await rig.ask(viewer, '/v1/images?source=nowhere');
      expect(jsonOf<ServedProblem>(answer).errors[0]?.allowed).toEqual(['default']);
    }
  });
});

describe('GET /v1/catalog', () => {
  interface Status {
    readonly version: string;
    readonly count: number;
    readonly skipped: number;
    readonly sources: readonly { readonly id: string; readonly count: number; readonly skipped: number }[];
  }

  it.each([
    [ALL, IMAGES.length, 5],
    [HERE, shownTo(IMAGES, HERE).length, 5],
    [PUBLIC, shownTo(IMAGES, PUBLIC).length, 0],
    [HERE_PRIVATE, shownTo(IMAGES, HERE_PRIVATE).length, 0],
    [NOTHING, 0, 0],
  ])('counts what $client may see', async (viewer, count, skipped) => {
    const status = jsonOf<Status>(await rig.ask(viewer, '/v1/catalog'));
    expect(status).toMatchObject({
      count,
      skipped,
      sources: [{ id: 'default', count, skipped, state: 'ok' }],
    });
    expect(status.version).toBe(jsonOf<Status>(await rig.ask(ALL, '/v1/catalog')).version);
  });

  it('does not tell of a source that is hidden', async () => {
    const status = jsonOf<Status>(await rig.ask(ELSEWHERE, '/v1/catalog'));
    expect(status).toMatchObject({ skipped: 0, sources: [] });
    expect((await rig.ask(ELSEWHERE, '/v1/catalog')).body).not.toContain('default');
  });
});
