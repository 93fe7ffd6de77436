import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';

import { QueryClient } from '../support/query-client.js';
import { EXAMPLE_ROWS, FILTER_EXAMPLES } from '../support/query-examples.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

describe('a catalogue of examples', () => {
  let upstream: StandIn;
  let gateway: TestGateway;
  let client: QueryClient;

  beforeAll(async () => {
    upstream = await startStandIn({ images: EXAMPLE_ROWS });
    gateway = await startGateway({ upstreamUrl: upstream.url, env: { UPSTREAM_SOURCE_ID: 'KR1' } });
    client = new QueryClient(gateway.url);
  });

  afterAll(async () => {
    client.close();
    await gateway.stop();
    await upstream.close();
  });

  describe('GET /v1/images', () => {
    it.each(FILTER_EXAMPLES)('finds by %s', async (_what, query, expected) => {
      expect((await client.ids(query)).sort()).toEqual([...expected].sort());
    });

    it('takes + and %20 for a blank, and %2B for a plus', async () => {
      const found = async (query: string) => (await client.page(`/v1/images?${query}`)).page.total;
      expect(await found('name=same+name')).toBe(2);
      expect(await found('name=same%20name')).toBe(2);
      expect(await found('name=same%2Bname')).toBe(0);
    });

    it('sorts names naturally, without case and the blanks around them, and equal ones by id', async () => {
      const query = { nameContains: 'app v' };
      expect(await client.ids({ ...query, sort: 'name' })).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
      expect(await client.ids({ ...query, sort: '-name' })).toEqual(['n5', 'n4', 'n2', 'n3', 'n1']);
    });

    it.each(['name', '-name', 'createdAt', '-createdAt', 'updatedAt', 'sizeBytes', '-sizeBytes'])(
      'puts unknown values last under sort=%s',
      async (sort) => {
        expect((await client.ids({ sort })).at(-1)).toBe('nameless');
      },
    );

    it('sorts by up to three keys, and by the newest where nothing is said', async () => {
      const ids = ['ubuntu', 'windows', 'nameless', 'odd-state'];
      expect(await client.ids({ id: ids })).toEqual(['ubuntu', 'odd-state', 'windows', 'nameless']);
      expect(await client.ids({ id: ids, sort: '-minRamBytes,status,-sizeBytes' })).toEqual([
        'windows',
        'ubuntu',
        'odd-state',
        'nameless',
      ]);
    });

    it('shows the asked fields in the documented order, and always id', async () => {
      const { items } = await client.page({ id: 'ubuntu', fields: 'updatedAt,name,sizeBytes' });
      expect(JSON.stringify(items)).toBe(
        '[{"id":"ubuntu","name":"Ubuntu Server 22.04.5 LTS (2026.03.10)","sizeBytes":1073741824,' +
          '"updatedAt":"2026-03-09T21:14:13.000Z"}]',
      );
    });

    it('never shows a hidden property', async () => {
      const [image] = (await client.page({ id: 'ubuntu' })).items;
      expect(Object.keys(image?.properties ?? {})).toEqual([
        'description',
        'login_username',
        'os_architecture',
        'os_distro',
        'os_type',
        'os_version',
      ]);
    });

    it('answers an offset past the end with no items, and the way back', async () => {
      const { items, page, links } = await client.page({ offset: '10000', limit: '4', sort: 'name' });
      expect(items).toEqual([]);
      expect(page).toMatchObject({ offset: 10_000, returned: 0, total: 20, nextCursor: null });
      expect(links.next).toBeNull();
      const last = await client.page(links.prev ?? '');
      expect(last.page).toMatchObject({ offset: 16, returned: 4 });
      expect(last.items).toEqual((await client.page({ offset: '16', limit: '4', sort: 'name' })).items);
    });

    it('links to the pages around, by paths that lead there', async () => {
      const first = await client.page({ limit: '5', sort: 'name', visibility: 'private' });
      const second = await client.page(first.links.next ?? '');
      expect(first.links.next).toBe(
        `/v1/images?visibility=private&sort=name&limit=5&cursor=${first.page.nextCursor}`,
      );
      expect(first.links).toMatchObject({ prev: null, first: first.links.self });
      expect(second.page.offset).toBe(5);
      expect(second.links).toMatchObject({ self: first.links.next, first: first.links.self });
      expect((await client.page(second.links.prev ?? '')).items).toEqual(first.items);
    });

    it('has one canonical link for all spellings of a query', async () => {
      const spellings = [
        'status=active&status=queued&osDistro=UBUNTU&sizeMin=1GiB&q=lts+server&createdSince=2020-01-01&limit=20&fields=name,id',
        'fields=id%2Cname&q=%20Server++LTS&osDistro=ubuntu&status=queued&createdSince=2020-01-01T09:00:00%2B09:00&limit=0020&sizeMin=1073741824&status=active&status=active&sort=-createdAt&offset=0',
      ];
      for (const spelling of spellings) {
        expect((await client.page(`/v1/images?${spelling}`)).links.self).toBe(
          '/v1/images?q=lts%20server&status=active&status=queued&osDistro=ubuntu&sizeMin=1073741824' +
            '&createdSince=2020-01-01T00:00:00.000Z&fields=id,name&limit=20',
        );
      }
    });

    it.each(['1969-12-31T15:00:00-09:00', '2201-01-01T08:59:59+09:00', '2200-12-31T23:59:59.999Z'])(
      'gives links that can be asked again for a moment at the edge of the years, %s',
      async (moment) => {
        const { links, page } = await client.page({ createdBefore: '2200-12-31', updatedSince: moment });
        expect((await client.page(links.self)).page).toEqual(page);
      },
    );

    it('answers HEAD like GET, without the body', async () => {
      const target = '/v1/images?status=active&limit=3';
      const [get, head] = [await client.send(target), await client.send(target, 'HEAD')];
      expect(head.status).toBe(200);
      expect(head.text).toBe('');
      for (const name of ['etag', 'link', 'content-type', 'last-modified', 'vary', 'content-length']) {
        expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
      }
      expect((await client.send('/v1/images?limit=0', 'HEAD')).status).toBe(400);
    });
  });

  describe('GET /v1/images/{id}', () => {
    it('answers the bare image, as the list shows it', async () => {
      const [listed] = (await client.page({ id: 'windows' })).items;
      expect(JSON.parse((await client.send('/v1/images/windows')).text)).toEqual(listed);
    });

    it('shows the asked fields in the documented order, and always id', async () => {
      const { text } = await client.send('/v1/images/windows?fields=osDistro,name');
      expect(text).toBe('{"id":"windows","name":"Windows 2022 STD (2023.11.21) KO","osDistro":"windows"}');
    });

    it('finds it in the source that is asked for', async () => {
      expect((await client.send('/v1/images/windows?source=KR1')).status).toBe(200);
    });

    it.each(['no-such-id', 'WINDOWS', '__proto__', 'constructor', 'x'.repeat(129)])(
      'answers 404 for %s, and asks no upstream',
      async (id) => {
        const calls = upstream.calls.length;
        const { status, text } = await client.send(`/v1/images/${id}`);
        expect(status).toBe(404);
        expect(JSON.parse(text)).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
        expect(upstream.calls).toHaveLength(calls);
      },
    );

    it('tells ids apart that differ in case only', async () => {
      const both = await Promise.all(
        ['Upper-Case', 'upper-case'].map((id) => client.send(`/v1/images/${id}`)),
      );
      expect(both.map(({ text }) => (JSON.parse(text) as { id: string }).id)).toEqual([
        'Upper-Case',
        'upper-case',
      ]);
    });

    it('answers HEAD like GET, without the body', async () => {
      const target = '/v1/images/windows?fields=name';
      const [get, head] = [await client.send(target), await client.send(target, 'HEAD')];
      expect([head.status, head.text, head.headers.etag]).toEqual([200, '', get.headers.etag]);
    });
  });
});

describe('the image that the documentation shows', () => {
  const id = '1c868787-6207-4ff2-a1e7-ae1331d6829b';
  let upstream: StandIn;
  let gateway: TestGateway;
  let client: QueryClient;

  beforeAll(async () => {
    const rows = generateImages(1).map(({ properties: { description, ...properties }, ...row }) => {
      expect(description).toBe(row.name);
      return { ...row, id: row.id.toUpperCase(), properties };
    });
    upstream = await startStandIn({ images: rows });
    const env = { PROPERTIES_ALLOW: 'login_username,os_distro' };
    gateway = await startGateway({ upstreamUrl: upstream.url, env });
    client = new QueryClient(gateway.url);
  });

  afterAll(async () => {
    client.close();
    await gateway.stop();
    await upstream.close();
  });

  const image = {
    id,
    source: 'default',
    name: 'CentOS 6.10 (2018.10.23)',
    family: 'centos-6',
    status: 'active',
    visibility: 'public',
    protected: true,
    diskFormat: 'qcow2',
    containerFormat: null,
    sizeBytes: 1778843648,
    sizeText: '1.7 GiB',
    minDiskBytes: 21474836480,
    minDiskText: '20 GiB',
    minRamBytes: 0,
    minRamText: '0 B',
    osType: 'linux',
    osDistro: 'centos',
    osVersion: '6.10',
    architecture: 'amd64',
    loginUsername: 'centos',
    description: null,
    releaseDate: '2018-10-23',
    tags: [],
    checksum: null,
    createdAt: '2018-10-23T02:17:43.000Z',
    updatedAt: '2018-12-11T01:01:35.000Z',
    properties: { login_username: 'centos', os_distro: 'CentOS' },
  };

  it('is listed as documented, member by member', async () => {
    const { status, headers, text } = await client.send('/v1/images');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const version = /"version":"([0-9a-f]{16})"/.exec(text)?.[1];
    // as text, because the order of the members is part of the promise
    expect(text).toBe(
      JSON.stringify({
        items: [image],
        page: { limit: 50, offset: 0, returned: 1, total: 1, nextCursor: null, prevCursor: null },
        links: { self: '/v1/images?limit=50', first: '/v1/images?limit=50', prev: null, next: null },
        catalog: { version },
      }),
    );
  });

  it('is answered by its id, which is in lower case', async () => {
    expect((await client.send(`/v1/images/${id}`)).text).toBe(JSON.stringify(image));
    expect((await client.send(`/v1/images/${id.toUpperCase()}`)).status).toBe(404);
  });
});
