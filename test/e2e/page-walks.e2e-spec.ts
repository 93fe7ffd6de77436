import { generateImages } from '../../src/stand-in/generate-images.js';
import { seeded } from '../../src/stand-in/seeded.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';

import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { SORTABLE } from '../support/query-arbitrary.js';
import {
  encodeQuery,
  QueryClient,
  type Query,
  type ServedPage,
  type ServedProblem,
} from '../support/query-client.js';
import { oddRows } from '../support/query-odd-rows.js';
import { aRow } from '../support/query-row.js';
import { referencePage, type ServedImage } from '../support/reference-filter.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const SORTS = [
  ...SORTABLE.flatMap((field) => [field, `-${field}`]),
  'status,-minDiskBytes,name',
  '-osDistro,osVersion',
  'minRamBytes,-sizeBytes,-updatedAt',
  '-name,createdAt',
];

type Way = 'next' | 'prev';

function idsOf({ items }: ServedPage): string[] {
  return items.map(({ id }) => id);
}

async function codesOf(client: QueryClient, query: Query): Promise<string[]> {
  const { status, text } = await client.send(`/v1/images?${encodeQuery(query)}`);
  if (status !== 400) return [`${status}`];
  // the body of a 400
  return (JSON.parse(text) as ServedProblem).errors.map(({ parameter, code }) => `${parameter} ${code}`);
}

describe('the pages of a listing', () => {
  let upstream: StandIn;
  let gateways: TestGateway[];
  let clients: QueryClient[];
  let client: QueryClient;
  let images: ServedImage[];

  beforeAll(async () => {
    upstream = await startStandIn({ images: [...generateImages(50), ...oddRows(30)] });
    gateways = await Promise.all(
      ['first-secret', 'first-secret', 'other-secret'].map((secret) =>
        startGateway({ upstreamUrl: upstream.url, env: { CURSOR_SECRET: `${secret}-of-thirty-two-bytes` } }),
      ),
    );
    clients = gateways.map(({ url }) => new QueryClient(url));
    client = clients[0]!;
    images = await client.everything();
  });

  afterAll(async () => {
    for (const each of clients) each.close();
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await upstream.close();
  });

  it.each(SORTS)(
    'give each image once under sort=%s, forwards and back, whatever their length',
    async (sort) => {
      const expected = referencePage(images, [
        ['sort', sort],
        ['limit', '1000'],
      ]).ids;
      const limits = ['7', '1', '25', '12'];
      const pages = [await client.page({ sort, limit: '7' })];
      for (let cursor = pages[0]!.page.nextCursor; cursor !== null; cursor = pages.at(-1)!.page.nextCursor) {
        pages.push(await client.page({ sort, cursor, limit: limits[pages.length % 4]! }));
      }
      expect(pages.flatMap(idsOf)).toEqual(expected);
      const back = [pages.at(-1)!];
      for (let cursor = back[0]!.page.prevCursor; cursor !== null; cursor = back[0]!.page.prevCursor) {
        back.unshift(await client.page({ sort, cursor, limit: limits[back.length % 4]! }));
      }
      expect(back.flatMap(idsOf)).toEqual(expected);
      for (const { items, page } of [...pages, ...back]) {
        expect(page).toMatchObject({ returned: items.length, total: expected.length });
        expect(page.offset).toBe(expected.indexOf(items[0]!.id));
      }
    },
  );

  it('lead to each other by their links, under filters and with chosen fields', async () => {
    const query = { osType: 'LINUX', sort: 'osVersion,-name', fields: 'name', limit: '4' };
    const pages = [await client.page(query)];
    for (let link = pages[0]!.links.next; link !== null; link = pages.at(-1)!.links.next) {
      pages.push(await client.page(link));
    }
    const back = [pages.at(-1)!];
    for (let link = back[0]!.links.prev; link !== null; link = back[0]!.links.prev) {
      back.unshift(await client.page(link));
    }
    const expected = referencePage(images, [
      ['osType', 'linux'],
      ['sort', query.sort],
      ['limit', '1000'],
    ]).ids;
    expect(expected.length).toBeGreaterThan(20);
    expect(pages.flatMap(idsOf)).toEqual(expected);
    expect(back.flatMap(idsOf)).toEqual(expected);
    expect(new Set(pages.flatMap(({ items }) => items.map((item) => Object.keys(item).join())))).toEqual(
      new Set(['id,name']),
    );
  });

  it('go on by cursors after an offset', async () => {
    const { page } = await client.page({ offset: '10', limit: '5' });
    const [before, after] = [page.prevCursor ?? '', page.nextCursor ?? ''];
    expect((await client.page({ cursor: before, limit: '10' })).page).toMatchObject({
      offset: 0,
      returned: 10,
    });
    expect((await client.page({ cursor: after, limit: '10' })).page).toMatchObject({
      offset: 15,
      returned: 10,
    });
  });

  it('go on at another replica with the same secret, and at none with another', async () => {
    const query = { sort: 'name', limit: '10' };
    const cursor = (await client.page(query)).page.nextCursor ?? '';
    const answer = await client.send(`/v1/images?${encodeQuery({ ...query, cursor })}`);
    const elsewhere = await clients[1]!.send(`/v1/images?${encodeQuery({ ...query, cursor })}`);
    expect(elsewhere.text).toBe(answer.text);
    expect(elsewhere.headers.etag).toBe(answer.headers.etag);
    expect(await codesOf(clients[2]!, { ...query, cursor })).toEqual(['cursor INVALID_CURSOR']);
  });

  it('do not go on from a cursor that was damaged at any of its characters', async () => {
    const cursor = (await client.page({ sort: '-name,status', limit: '3' })).page.nextCursor ?? '';
    const damaged = [...cursor].flatMap((character, at) => {
      const [before, after] = [cursor.slice(0, at), cursor.slice(at + 1)];
      const others = ['A', 'B', '-', '=', '.', '가'].filter((other) => other !== character);
      return [
        ...others.map((other) => before + other + after),
        before + after,
        `${before}A${cursor.slice(at)}`,
      ];
    });
    const more = [
      `${cursor}=`,
      `${cursor}A`,
      ` ${cursor}`,
      `${cursor} `,
      cursor + cursor,
      cursor.slice(0, 22),
      'x',
    ];
    expect(cursor.length).toBeGreaterThan(50);
    for (const text of [...damaged, ...more]) {
      const codes = await codesOf(client, { sort: '-name,status', cursor: text });
      expect([text, ...codes]).toEqual([text, 'cursor INVALID_CURSOR']);
    }
  });

  it.each<[string, Query]>([
    ['another sort', { osDistro: 'ubuntu', sort: '-name' }],
    ['another direction of one key', { osDistro: 'ubuntu', sort: 'name,-status' }],
    ['no sort', { osDistro: 'ubuntu' }],
    ['another value of a filter', { osDistro: 'rocky', sort: 'name,status' }],
    ['one more value of a filter', { osDistro: ['ubuntu', 'rocky'], sort: 'name,status' }],
    ['one more filter', { osDistro: 'ubuntu', status: 'active', sort: 'name,status' }],
    ['one filter less', { sort: 'name,status' }],
  ])('do not go on under %s', async (_what, other) => {
    const query = { osDistro: 'ubuntu', sort: 'name,status' };
    const cursor = (await client.page({ ...query, limit: '2' })).page.nextCursor ?? '';
    expect(await codesOf(client, { ...query, cursor })).toEqual(['200']);
    expect(await codesOf(client, { ...other, cursor })).toEqual(['cursor CURSOR_MISMATCH']);
  });

  it('name a cursor of another listing together with every other fault', async () => {
    const cursor = (await client.page({ sort: 'name', limit: '2' })).page.nextCursor ?? '';
    const codes = await codesOf(client, { sort: '-name', cursor, limit: '0', nonsense: 'x' });
    expect(codes.sort()).toEqual([
      'cursor CURSOR_MISMATCH',
      'limit OUT_OF_RANGE',
      'nonsense UNKNOWN_PARAMETER',
    ]);
  });

  it('go on under another spelling of the same filters and sort, with other fields', async () => {
    const cursor =
      (await client.page({ osDistro: ['ubuntu', 'rocky'], sizeMin: '1GiB', limit: '2' })).page.nextCursor ??
      '';
    const { page } = await client.page(
      `/v1/images?fields=name&sort=-createdAt&sizeMin=1073741824&cursor=${cursor}&osDistro=ROCKY&osDistro=Ubuntu`,
    );
    expect(page.offset).toBe(2);
  });
});

describe('cursors of long values', () => {
  it.each([
    ['Korean letters', (last: string) => '가'.repeat(254) + last],
    ['quotation marks', (last: string) => '"'.repeat(254) + last],
    ['emoji', (last: string) => '🚀'.repeat(254) + last],
    ['control characters', (last: string) => `a${'\v'.repeat(253)}${last}`],
  ])(
    'stay below 4,096 characters, and lead on, with three texts of 255 %s to sort by',
    async (_what, text) => {
      const rows = ['a', 'b', 'c', 'd'].map((last) =>
        aRow(`${'i'.repeat(127)}${last}`, {
          name: text(last),
          properties: { os_distro: text('x'), os_version: text('y') },
        }),
      );
      const upstream = await startStandIn({ images: rows });
      const gateway = await startGateway({
        upstreamUrl: upstream.url,
        env: { UPSTREAM_SOURCE_ID: 's'.repeat(64) },
      });
      const client = new QueryClient(gateway.url);
      const seen: string[] = [];
      for (let link: string | null = '/v1/images?limit=1&sort=osDistro,osVersion,name'; link !== null;) {
        const page = await client.page(link);
        expect(page.page.nextCursor?.length ?? 0).toBeLessThan(4_096);
        seen.push(...idsOf(page));
        link = page.links.next;
      }
      client.close();
      await gateway.stop();
      await upstream.close();
      expect(seen).toEqual(rows.map(({ id }) => id));
    },
  );
});

describe('a catalogue that changes between two pages', () => {
  let upstream: StandIn;
  let gateway: TestGateway;
  let client: QueryClient;
  const clock = new ManualClock();

  beforeAll(async () => {
    upstream = await startStandIn({ images: generateImages(1), now: () => clock.now() });
    gateway = await startGateway({ upstreamUrl: upstream.url, clock });
    client = new QueryClient(gateway.url);
  });

  afterAll(async () => {
    client.close();
    await gateway.stop();
    await upstream.close();
  });

  /** Gives the upstream other images, and waits until they are served. */
  async function serve(rows: readonly StandInImage[]): Promise<void> {
    const { version } = (await client.page()).catalog;
    upstream.images = rows;
    clock.advance(60_000);
    await eventually(
      async () => (await client.page()).catalog.version,
      (served) => served !== version,
    );
  }

  const walks = ['-createdAt', 'name', '-name,createdAt', 'sizeBytes', '-status,osVersion'].flatMap((sort) =>
    (['next', 'prev'] as const).map((way): [string, Way] => [sort, way]),
  );

  it.each(walks)(
    'is walked under sort=%s by %s: nothing twice, nothing that stayed skipped',
    async (sort, way) => {
      const { random } = seeded(sort + way);
      const start = [...generateImages(60), ...oddRows(10)];
      await serve([...start, aRow('unique', { name: sort + way })]);
      let rows: readonly StandInImage[] = start;
      const renamed = new Set<string>();
      const seen: string[] = [];
      let page = await client.page({ sort, limit: '6', ...(way === 'prev' && { offset: '10000' }) });
      if (way === 'prev') page = await client.page({ sort, limit: '6', cursor: page.page.prevCursor ?? '' });
      for (let step = 0; ; step++) {
        seen.push(...idsOf(page));
        const cursor = page.page[`${way}Cursor`];
        if (cursor === null) break;
        // the image that the cursor remembers goes first of all
        const anchor = idsOf(page).at(way === 'next' ? -1 : 0);
        const kept = rows.filter(({ id }) => id !== anchor && random.int(1, 20) > 1);
        rows = [
          ...kept,
          aRow(`new-${sort}${way}${step}`.replace(/[^\w-]/g, '_'), { name: `new ${step}` }),
        ].map((row) => {
          if (random.int(1, 20) > 1) return row;
          renamed.add(row.id);
          return { ...row, name: `renamed ${random.int(1, 100)}` };
        });
        await serve(rows);
        page = await client.page({ sort, cursor, limit: '6' });
      }
      const left = new Set(rows.map(({ id }) => id));
      // under an order by name a renamed image is at another place
      const keptItsPlace = (id: string) => !sort.includes('name') || !renamed.has(id);
      const stayed = start.map(({ id }) => id).filter((id) => left.has(id) && keptItsPlace(id));
      const placed = seen.filter(keptItsPlace);
      expect(placed).toHaveLength(new Set(placed).size);
      expect(stayed.length).toBeGreaterThan(10);
      expect(stayed.filter((id) => !seen.includes(id))).toEqual([]);
    },
  );
});
