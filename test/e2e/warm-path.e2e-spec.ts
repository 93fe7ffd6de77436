import { PageCache } from '../../src/answers/page-cache.js';
import { EVERYTHING } from '../../src/domain/view.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import { exchange, requestCounts, type Exchange } from '../support/warm-exchange.js';

const WRITER = { client: 'writer', key: 'writer-key', scopes: ['catalog:refresh'] };
const EXPIRED = { client: 'gone', key: 'gone-key', expiresAt: '2026-01-05T01:59:59Z' };
const ID = generateImages(60)[7]!.id;
const START = 'Mon, 05 Jan 2026 02:00:00 GMT';

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig(WRITER, EXPIRED);
});

afterAll(() => rig.stop());

function ask(text: string): Promise<Exchange> {
  return exchange(rig.keyed, text);
}

function get(target: string, headers: Record<string, string> = {}, method = 'GET'): string {
  return requestText(method, target, { 'X-Api-Key': READER.key, ...headers });
}

/** The one look behind the door: whether the next answer can come from the warm path. */
function isKept(target: string): boolean {
  return rig.keyed.gateway.app.get(PageCache).page(target, EVERYTHING) !== undefined;
}

/** Asks the long way, then twice when the target's page is kept: all three must be the same. */
async function sameThrice(text: string, target: string): Promise<Exchange> {
  expect(isKept(target)).toBe(false);
  const first = await ask(text);
  await ask(get(target));
  expect(isKept(target)).toBe(true);
  for (const again of [await ask(text), await ask(text)]) {
    expect(again.told).toBe(first.told);
    expect(again.logged).toEqual(first.logged);
  }
  return first;
}

let lastOffset = 0;
/** A page that nobody has asked for. */
function newPage(): string {
  lastOffset += 1;
  return `/v1/images?limit=9&offset=${lastOffset}`;
}

describe('the second and third answer are the first one, for', () => {
  it.each([
    '/v1/images?sort=-createdAt',
    '/v1/images?',
    '/v1/images?limit=1',
    '/v1/images?limit=200&offset=59',
    '/v1/images?offset=9999',
    '/v1/images?status=active&osDistro=ubuntu&sort=-createdAt&limit=5',
    '/v1/images?osDistro=ubuntu&limit=5&status=active&sort=-createdAt',
    '/v1/images?status=active&status=queued&sort=name,-sizeBytes',
    '/v1/images?q=ubuntu+lts&fields=name,createdAt',
    '/v1/images?q=%EC%84%9C%EB%B2%84',
    '/v1/images?q=%ec%84%9c%eb%b2%84',
    '/v1/images?nameContains=%28&limit=3',
    '/v1/images?%6eameContains=%28&limit=3',
    '/v1/images?property=os_type:linux&property=os_distro&limit=4',
    '/v1/images?createdSince=2024-01-01&createdBefore=2026-03-10T09:00:00%2B09:00',
    '/v1/images?fitsDisk=20GiB&fitsRam=1.5GiB&protected=false',
    `/v1/images?id=${ID}&id=${ID.toUpperCase()}`,
    '/v1/images?source=default&limit=2&fields=id',
    '/v1/images/facets',
    '/v1/images/facets?facet=osDistro&facetLimit=3&status=active',
    '/v1/images/latest?osDistro=ubuntu&by=version',
    '/v1/images/latest?fields=name',
    '/v1/families?osType=linux',
    '/v1/families/centos-7',
    `/v1/images/${ID}`,
    `/v1/images/${ID}?`,
    `/v1/images/${ID}?fields=name,properties`,
    `/v1/images/${ID}?source=default`,
    `http://gateway.test/v1/images/${ID}`,
    'http://gateway.test/v1/images?limit=6',
    'HTTPS://other.test:81/v1/images?limit=6',
  ])('%s', async (target) => {
    const { answer, told, logged } = await sameThrice(get(target), target);
    expect(answer.status).toBe(200);
    expect(logged).toMatchObject({ client: 'reader', status: 200, cache: 'image-gateway; hit; ttl=60' });
    const head = await ask(get(target, {}, 'HEAD'));
    expect(head.told).toBe(told.slice(0, told.indexOf('\r\n\r\n') + 4));
    expect(head.logged).toEqual({ ...logged, method: 'HEAD' });
  });
});

describe('a page that was answered before is answered as the first time, with', () => {
  it.each<[string, Record<string, string>, number, object]>([
    ['br', { 'Accept-Encoding': 'br' }, 200, { 'content-encoding': 'br' }],
    ['gzip', { 'Accept-Encoding': 'gzip' }, 200, { 'content-encoding': 'gzip' }],
    ['all a browser takes', { 'Accept-Encoding': 'gzip, deflate, br' }, 200, { 'content-encoding': 'br' }],
    ['gzip rather than br', { 'Accept-Encoding': 'gzip, br;q=0.5' }, 200, { 'content-encoding': 'gzip' }],
    ['no br', { 'Accept-Encoding': 'br;q=0, gzip' }, 200, { 'content-encoding': 'gzip' }],
    ['any coding', { 'Accept-Encoding': '*' }, 200, { 'content-encoding': 'br' }],
    ['the plain text', { 'Accept-Encoding': 'identity' }, 200, {}],
    ['no coding at all', { 'Accept-Encoding': '*;q=0' }, 200, {}],
    ['an unknown coding', { 'Accept-Encoding': 'zstd' }, 200, {}],
    ['an empty Accept-Encoding', { 'Accept-Encoding': '' }, 200, {}],
    ['any type', { Accept: '*/*' }, 200, {}],
    ['its type', { Accept: 'application/json' }, 200, {}],
    ['its type and character set', { Accept: 'application/json; charset=utf-8' }, 200, {}],
    ['what a browser accepts', { Accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' }, 200, {}],
    ['an empty Accept', { Accept: '' }, 200, {}],
    ['another type', { Accept: 'text/csv' }, 406, {}],
    ['its type refused', { Accept: 'application/json;q=0, */*;q=0' }, 406, {}],
    ['any tag', { 'If-None-Match': '*' }, 304, {}],
    ['other tags', { 'If-None-Match': '"a", W/"b"' }, 200, {}],
    ['no tag', { 'If-None-Match': '' }, 200, {}],
    ['any tag and a coding', { 'If-None-Match': '*', 'Accept-Encoding': 'gzip' }, 304, {}],
    ['its date', { 'If-Modified-Since': START }, 304, {}],
    ['an earlier date', { 'If-Modified-Since': 'Mon, 05 Jan 2026 01:59:59 GMT' }, 200, {}],
    ['a later date', { 'If-Modified-Since': 'Tue, 06 Jan 2026 02:00:00 GMT' }, 304, {}],
    ['no date', { 'If-Modified-Since': 'yesterday' }, 200, {}],
    ['another tag and its date', { 'If-None-Match': '"a"', 'If-Modified-Since': START }, 200, {}],
    ['an id', { 'X-Request-Id': 'my-id.1_A' }, 200, { 'x-request-id': 'my-id.1_A' }],
    ['a bad id', { 'X-Request-Id': 'my id' }, 200, {}],
    ['an empty id', { 'X-Request-Id': '' }, 200, {}],
    ['an id that is too long', { 'X-Request-Id': 'x'.repeat(65) }, 200, {}],
    ['two ids', { 'X-Request-Id': 'one\r\nX-Request-Id: two' }, 200, {}],
    ['an end of the connection', { Connection: 'close' }, 200, { connection: 'close' }],
    ['a body', { 'Content-Length': '0' }, 200, {}],
    ['an expectation that nobody knows', { Expect: 'a-cookie' }, 200, {}],
    ['a wrong key', { 'X-Api-Key': 'wrong' }, 401, {}],
    ['an expired key', { 'X-Api-Key': EXPIRED.key }, 401, {}],
    ['a key twice', { 'X-Api-Key': `${READER.key}\r\nX-Api-Key: ${READER.key}` }, 401, {}],
    ['a key without the scope', { 'X-Api-Key': WRITER.key }, 403, {}],
    ['another key', { 'X-Api-Key': REFRESHER.key }, 200, {}],
  ])('%s', async (_what, headers, status, expected) => {
    const target = newPage();
    const { answer, logged } = await sameThrice(get(target, headers), target);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(expected);
    expect(logged).toMatchObject({ method: 'GET', path: '/v1/images', parameters: 'limit,offset', status });
    if (!('content-encoding' in expected)) expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('HTTP/1.0, with and without a host', async () => {
    for (const host of ['Host: gateway.test\r\n', '']) {
      const target = newPage();
      const text = `GET ${target} HTTP/1.0\r\n${host}X-Api-Key: ${READER.key}\r\n\r\n`;
      expect((await sameThrice(text, target)).answer.status).toBe(200);
    }
  });

  it('no host', async () => {
    const target = newPage();
    const text = `GET ${target} HTTP/1.1\r\nX-Api-Key: ${READER.key}\r\n\r\n`;
    expect((await sameThrice(text, target)).answer.status).toBe(400);
  });

  it('no key', async () => {
    const target = newPage();
    expect((await sameThrice(requestText('GET', target), target)).answer.status).toBe(401);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    'the method %s',
    async (method) => {
      const target = newPage();
      expect((await sameThrice(get(target, {}, method), target)).answer.status).toBe(405);
    },
  );

  it.each<[string, (tag: string) => string]>([
    ['its tag', (tag) => tag],
    ['its tag as a strong one', (tag) => tag.slice(2)],
    ['its tag in a list', (tag) => `"a,b", ${tag}, W/"c"`],
  ])('%s', async (_what, field) => {
    const target = newPage();
    const { headers } = (await ask(get(target))).answer;
    const answers = [];
    for (const coding of ['identity', 'gzip', 'gzip']) {
      const conditional = { 'If-None-Match': field(headers['etag'] ?? ''), 'Accept-Encoding': coding };
      answers.push(await ask(get(target, conditional)));
    }
    expect(answers.map(({ answer }) => [answer.status, answer.body])).toEqual(Array(3).fill([304, '']));
    expect(new Set(answers.map(({ told }) => told)).size).toBe(1);
    expect(answers[0]?.answer.headers).toMatchObject({ etag: headers['etag'], link: headers['link'] });
  });
});

describe('a page that is kept', () => {
  it('is the same in all codings and spellings', async () => {
    const bodies = new Set<string>();
    const tags = new Set<string | undefined>();
    const query = ['osType=linux', 'limit=8', 'q=%C3%A9', 'sort=name'];
    for (const parts of [query, query.toReversed(), query.map((part) => part.replace('%C3%A9', '%c3%a9'))]) {
      const target = `/v1/images?${parts.join('&')}`;
      for (const { answer } of [await ask(get(target)), await ask(get(target))]) {
        bodies.add(answer.body);
        tags.add(answer.headers['etag']);
      }
    }
    expect([bodies.size, tags.size]).toEqual([1, 1]);
  });

  it('is counted each time, with its route and status', async () => {
    const target = newPage();
    const before = await requestCounts(rig.keyed);
    for (let time = 0; time < 3; time++) {
      await ask(get(target));
      await ask(get(target, { 'If-None-Match': '*' }, 'HEAD'));
      await ask(get(`/v1/images/${ID}?fields=id&source=default`));
    }
    const after = await requestCounts(rig.keyed);
    const more = Object.entries(after).map(([labels, count]) => [labels, count - (before[labels] ?? 0)]);
    expect(Object.fromEntries(more.filter(([, count]) => count !== 0))).toEqual({
      'method="GET",route="/v1/images",status="200"': 3,
      'method="HEAD",route="/v1/images",status="304"': 3,
      'method="GET",route="/v1/images/:id",status="200"': 3,
    });
  });

  it('asks for the end of the connection while the gateway shuts down', async () => {
    const target = newPage();
    const { open } = rig;
    expect((await exchange(open, requestText('GET', target))).answer.status).toBe(200);
    const connection = await RawConnection.open(open.url);
    connection.send(`GET ${target} HTTP/1.1\r\n`);
    // a second request on another connection makes sure that the first line has arrived
    await exchange(open, requestText('GET', target));
    const stopped = open.stop();
    connection.send('Host: gateway.test\r\n\r\n');
    const { status, headers } = await connection.answer();
    expect([status, headers['connection']]).toEqual([200, 'close']);
    await stopped;
  });
});

describe('an error is not kept:', () => {
  it.each([
    ['/v1/images?limit=0', 400],
    ['/v1/images?cursor=x', 400],
    ['/v1/images/none', 404],
    ['/v1/images/', 404],
    ['/v1/image', 404],
  ])('%s', async (target, status) => {
    const first = await ask(get(target));
    expect(first.answer.status).toBe(status);
    expect(isKept(target)).toBe(false);
    const { 'x-request-id': id = '' } = (await ask(get(target))).answer.headers;
    expect(id).not.toBe(first.answer.headers['x-request-id']);
  });
});
