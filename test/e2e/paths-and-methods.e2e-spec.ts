import { METHODS } from 'node:http';

import { eventually } from '../support/eventually.js';
import { RawConnection, rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const KEY = { 'X-Api-Key': READER.key };
const ORDINARY = requestText('GET', '/v1/images?limit=1&fields=id');

let rig: DoorRig;
let imageId = '';

beforeAll(async () => {
  rig = await startDoorRig();
  const { body } = await ask(rig.open, '/v1/images?limit=1&fields=id');
  imageId = (JSON.parse(body) as { items: { id: string }[] }).items[0]!.id;
});

afterAll(() => rig.stop());

function ask(gateway: TestGateway, target: string, headers = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(gateway.url, requestText(method, target, headers));
}

function codeOf({ body }: RawAnswer): string {
  return (JSON.parse(body) as { code: string }).code;
}

describe('a path under /v1 that is spelt in another way', () => {
  it.each([
    '/v1',
    '/v1/',
    '/v1/nope',
    '/v1/-',
    '/v1/Images',
    '/v1/images/',
    '/v1//images',
    '/v1/%69mages',
    '/v1/images%2F',
    '/v1/images/%2e%2e',
    '/v1/images/..',
    '/v1/images/../images',
    '/v1/./images',
    '/v1/images/%',
    '/v1/images/%zz',
    '/v1/images/%C3',
    '/v1/images/%00',
    '/v1/images;x',
    '/v1/images/;x',
    '/v1/images#x',
    '/v1/catalog/',
    '/v1/catalog/Refresh',
    'http://gateway.test/v1/images/',
    'http://gateway.test/v1//images',
  ])('%s is 404, and 401 to who has no key', async (target) => {
    const [anyone, stranger, client] = await Promise.all([
      ask(rig.open, target),
      ask(rig.keyed, target),
      ask(rig.keyed, target, KEY),
    ]);
    expect([anyone.status, stranger.status, client.status]).toEqual([404, 401, 404]);
    expect(codeOf(anyone)).toMatch(/^(ROUTE|IMAGE)_NOT_FOUND$/);
    expect(codeOf(client)).toBe(codeOf(anyone));
  });
});

describe('an unknown path outside /v1', () => {
  it.each([
    '/',
    '//',
    '/nope',
    '/-',
    '*',
    '/V1/images',
    '/%761/images',
    '/v1%2Fimages',
    '//v1/images',
    '/./v1/images',
    '/x/../v1/images',
    '/v1;x/images',
    '/v10/images',
    '/\\v1/images',
    '/docs/',
    '/Docs',
    '/docs/swagger-ui.js',
    '/docs/../openapi.json',
    '/openapi.json/',
    '/openapi%2Ejson',
    '/livez',
    '/readyz',
    '/metrics',
    'http://gateway.test',
    'http://gateway.test?x=/v1/images',
    'http://gateway.test/V1/images',
    'ftp://gateway.test/v1/images',
  ])('%s is 404 without a key', async (target) => {
    const [anyone, stranger] = await Promise.all([ask(rig.open, target), ask(rig.keyed, target)]);
    expect([anyone.status, stranger.status]).toEqual([404, 404]);
    expect([codeOf(anyone), codeOf(stranger)]).toEqual(['ROUTE_NOT_FOUND', 'ROUTE_NOT_FOUND']);
  });
});

describe('a target in absolute form', () => {
  it.each(['http://gateway.test/v1/images?limit=1', 'HTTPS://other.test:8080/v1/images?limit=1'])(
    '%s is the same resource, behind the same lock',
    async (target) => {
      const [anyone, stranger, client] = await Promise.all([
        ask(rig.open, target),
        ask(rig.keyed, target),
        ask(rig.keyed, target, KEY),
      ]);
      expect([anyone.status, stranger.status, client.status]).toEqual([200, 401, 200]);
      expect(anyone.body).toBe((await ask(rig.open, '/v1/images?limit=1')).body);
    },
  );
});

describe('an id in the path', () => {
  it('is 404 IMAGE_NOT_FOUND when it is 10,000 characters long', async () => {
    const answer = await ask(rig.open, `/v1/images/${'a'.repeat(10_000)}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'IMAGE_NOT_FOUND']);
  });

  it('is 404 or 414 when it is 16 KiB long, and the gateway goes on', async () => {
    const answer = await ask(rig.open, `/v1/images/${'a'.repeat(16_384)}`);
    expect(['404 IMAGE_NOT_FOUND', '414 URI_TOO_LONG']).toContain(`${answer.status} ${codeOf(answer)}`);
    expect((await ask(rig.open, `/v1/images/${imageId}`)).status).toBe(200);
  });

  it('is exact: the same UUID in upper case is another id', async () => {
    const answer = await ask(rig.open, `/v1/images/${imageId.toUpperCase()}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'IMAGE_NOT_FOUND']);
  });
});

describe('under /v1, who has no valid key', () => {
  const longQuery = `?q=${'a'.repeat(9_000)}`;

  it.each([
    ['an unknown path', 404, 'GET', '/v1/nope', {}],
    ['a method that the path does not have', 405, 'DELETE', '/v1/images', {}],
    ['a wrong method on an unknown path', 404, 'PATCH', '/v1/nope', {}],
    ['a bad query', 400, 'GET', '/v1/images?limit=x&nope=1', {}],
    ['a query that is no UTF-8', 400, 'GET', '/v1/images?q=%ff', {}],
    ['a query above 8 KiB', 414, 'GET', `/v1/images${longQuery}`, {}],
    ['a query above 8 KiB on an unknown path', 414, 'GET', `/v1/nope${longQuery}`, {}],
    ['a type that is not served', 406, 'GET', '/v1/images', { Accept: 'text/html' }],
    ['an unknown image', 404, 'GET', '/v1/images/no-such-image', {}],
    ['an operation of another scope', 403, 'POST', '/v1/catalog/refresh', {}],
  ])('learns nothing but 401 of %s', async (_, status, method, target, headers) => {
    const [stranger, liar, client] = await Promise.all([
      ask(rig.keyed, target, headers, method),
      ask(rig.keyed, target, { ...headers, 'X-Api-Key': 'wrong' }, method),
      ask(rig.keyed, target, { ...headers, ...KEY }, method),
    ]);
    expect([stranger.status, liar.status, client.status]).toEqual([401, 401, status]);
    expect(stranger.headers['allow']).toBeUndefined();
  });
});

describe('the method', () => {
  const BY_PATH = [
    ['/v1/images', 'GET, HEAD'],
    ['/v1/images/x', 'GET, HEAD'],
    ['/v1/catalog', 'GET, HEAD'],
    ['/v1/catalog/refresh', 'POST'],
    ['/openapi.json', 'GET, HEAD'],
    ['/docs', 'GET, HEAD'],
  ] as const;

  it.each(BY_PATH)('of a request to %s is refused with 405 unless it is %s', async (path, allow) => {
    const client = await RawConnection.open(rig.keyed.url);
    const others = METHODS.filter((method) => method !== 'CONNECT' && !allow.split(', ').includes(method));
    for (const method of others) {
      client.send(requestText(method, path, { 'X-Api-Key': REFRESHER.key, 'Content-Length': '0' }));
      const { status, headers, body } = await client.answer(method);
      expect([method, status, headers['allow']]).toEqual([method, 405, allow]);
      if (method !== 'HEAD') expect(JSON.parse(body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    }
    client.close();
  });

  it.each(BY_PATH)('CONNECT %s is answered like any other, and the connection ends', async (path, allow) => {
    const client = await RawConnection.open(rig.keyed.url);
    client.send(requestText('CONNECT', path, { 'X-Api-Key': REFRESHER.key }));
    const { status, headers } = await client.answer('CONNECT');
    expect([status, headers['allow'], headers['connection']]).toEqual([405, allow, 'close']);
    await client.ended;
    expect(client.rest).toBe('');
  });

  it('CONNECT to another host is 404, so that this is no proxy', async () => {
    expect((await ask(rig.open, 'example.test:443', {}, 'CONNECT')).status).toBe(404);
  });

  it.each(['BREW', 'get', 'Get', 'PURGE2', 'X-CUSTOM'])(
    '%s, which nobody knows, is 405 with Allow',
    async (method) => {
      const answer = await ask(rig.open, '/v1/images', {}, method);
      expect([answer.status, codeOf(answer)]).toEqual([405, 'METHOD_NOT_ALLOWED']);
      expect(answer.headers['allow']?.split(', ')).toEqual(expect.arrayContaining(['GET', 'HEAD']));
    },
  );

  it('OPTIONS * is no route', async () => {
    expect((await ask(rig.open, '*', {}, 'OPTIONS')).status).toBe(404);
  });
});

describe('HEAD', () => {
  const withoutChance = ({ headers }: RawAnswer): object => ({
    ...headers,
    date: undefined,
    'x-request-id': undefined,
  });

  it.each([
    ['/v1/images?limit=2', {}],
    ['/v1/images', { 'Accept-Encoding': 'gzip' }],
    ['/v1/images/:id', {}],
    ['/v1/catalog', {}],
    ['/openapi.json', {}],
    ['/docs', {}],
    ['/docs/start.js', {}],
    ['/docs/swagger-ui.css', {}],
    ['/docs/swagger-ui-bundle.js', {}],
    ['/v1/images?limit=0', {}],
    ['/v1/images/none', {}],
    ['/nope', {}],
    ['/v1/images', { Accept: 'text/html' }],
  ])('of %s with %j has the headers of GET and no body', async (target, headers) => {
    const path = target.replace(':id', imageId);
    const connection = await RawConnection.open(rig.open.url);
    connection.send(requestText('HEAD', path, headers) + ORDINARY);
    const head = await connection.answer('HEAD');
    expect((await connection.answer()).status).toBe(200);
    connection.close();
    const get = await ask(rig.open, path, headers);
    expect(head.status).toBe(get.status);
    expect(withoutChance(head)).toEqual(withoutChance(get));
    if (get.status === 200) expect(Number(get.headers['content-length'])).toBeGreaterThan(0);
  });

  it('is 405 where GET is', async () => {
    const answer = await ask(rig.keyed, '/v1/catalog/refresh', { 'X-Api-Key': REFRESHER.key }, 'HEAD');
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
  });
});

describe('a body, which no route reads,', () => {
  const JSON_BODY = { 'Content-Type': 'application/json', 'Content-Length': '5' };
  const CHUNKS = '5\r\n{bad}\r\n0\r\nX-Trailer: 1\r\n\r\n';

  it.each([
    ['broken JSON on GET', 'GET', '/v1/images?limit=1', JSON_BODY, '{bad}', 200],
    ['no type on GET', 'GET', '/v1/images?limit=1', { 'Content-Length': '5' }, '{bad}', 200],
    [
      'an unreadable type',
      'GET',
      '/v1/images',
      { 'Content-Type': ';;', 'Content-Length': '5' },
      '{bad}',
      200,
    ],
    ['chunks on GET', 'GET', '/v1/images', { 'Transfer-Encoding': 'chunked' }, CHUNKS, 200],
    ['broken JSON on HEAD', 'HEAD', '/v1/images', JSON_BODY, '{bad}', 200],
    ['broken JSON on POST', 'POST', '/v1/catalog/refresh', JSON_BODY, '{bad}', 403],
    ['chunks on POST', 'POST', '/v1/catalog/refresh', { 'Transfer-Encoding': 'chunked' }, CHUNKS, 403],
    ['broken JSON on another method', 'PUT', '/v1/images', JSON_BODY, '{bad}', 405],
    ['chunks to nowhere', 'POST', '/nope', { 'Transfer-Encoding': 'chunked' }, CHUNKS, 404],
    ['a form', 'POST', '/', { 'Content-Type': 'multipart/form-data', 'Content-Length': '5' }, '{bad}', 404],
    ['a large one', 'POST', '/nope', { 'Content-Length': '3000000' }, 'x'.repeat(3_000_000), 404],
  ])('is let pass: %s', async (_, method, target, headers, body, status) => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(requestText(method, target, headers) + body);
    expect((await connection.answer(method)).status).toBe(status);
    connection.send(ORDINARY);
    expect((await connection.answer()).status).toBe(200);
    connection.close();
  });

  it.each(['GET', 'POST'])('is not waited for: %s announces 10 GB and sends 3 bytes', async (method) => {
    const announced = { 'Content-Type': 'application/json', 'Content-Length': '10000000000' };
    const target = method === 'GET' ? '/v1/images' : '/v1/catalog/refresh';
    const answer = await rawRequest(rig.open.url, `${requestText(method, target, announced)}abc`);
    expect(answer.status).toBe(method === 'GET' ? 200 : 403);
  });

  it('does not disturb a refresh', async () => {
    const headers = { 'X-Api-Key': REFRESHER.key, ...JSON_BODY };
    const text = `${requestText('POST', '/v1/catalog/refresh', headers)}{bad}`;
    expect((await rawRequest(rig.keyed.url, text)).status).toBe(202);
  });

  it('is asked for with 100 when the caller waits for that', async () => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(requestText('POST', '/nope', { Expect: '100-continue', 'Content-Length': '5' }));
    expect((await connection.answer()).status).toBe(100);
    expect((await connection.answer()).status).toBe(404);
    connection.send(`{bad}${ORDINARY}`);
    expect((await connection.answer()).status).toBe(200);
    connection.close();
  });

  it('may come with an expectation that nobody knows, which is passed over', async () => {
    expect((await ask(rig.open, '/v1/images', { Expect: 'wonders' })).status).toBe(200);
  });
});

describe('a request to become another protocol', () => {
  it.each(['websocket', 'h2c'])('is passed over: %s', async (protocol) => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(requestText('GET', '/v1/images', { Connection: 'Upgrade', Upgrade: protocol }));
    expect((await connection.answer()).status).toBe(200);
    connection.send(ORDINARY);
    expect((await connection.answer()).status).toBe(200);
    connection.close();
  });
});

it('writes the line of a request with a body only once', async () => {
  const id = 'with-a-body';
  const headers = { 'X-Request-Id': id, 'Content-Length': '2' };
  await rawRequest(rig.open.url, `${requestText('POST', '/nope', headers)}{}`);
  const lines = (): number => rig.open.logs.filter(({ requestId }) => requestId === id).length;
  expect(await eventually(lines, (count) => count > 0)).toBe(1);
});
