import { setTimeout as pause } from 'node:timers/promises';

import { eventually } from '../support/eventually.js';
import { RawConnection, rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import { requestLines } from '../support/warm-exchange.js';

const HOST = 'Host: gateway.test\r\n';
const SMUGGLED = requestText('POST', '/v1/catalog/refresh', {
  'X-Api-Key': REFRESHER.key,
  'X-Request-Id': 'smuggled',
});
const NO_CHUNKS = '0\r\n\r\n';

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig();
});

afterAll(() => rig.stop());

function post(headers: string, version = '1.1'): string {
  return `POST /v1/catalog/refresh HTTP/${version}\r\n${HOST}X-Api-Key: ${REFRESHER.key}\r\n${headers}\r\n`;
}

/** Everything that comes back until the connection ends. */
async function everythingFor(text: string): Promise<string> {
  const connection = await RawConnection.open(rig.keyed.url);
  connection.send(text);
  await connection.ended;
  return connection.rest;
}

function statusesOf(answers: string): number[] {
  return [...answers.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}

async function listings(): Promise<number> {
  await pause(20);
  return rig.upstream.calls.filter(({ path }) => path.includes('/images')).length;
}

describe('a request that does not say clearly where it ends', () => {
  it.each([
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n'],
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 5\r\n'],
    ['one length twice', 'Content-Length: 0\r\nContent-Length: 0\r\n'],
    ['a list of lengths', 'Content-Length: 0, 0\r\n'],
    ['a length with a sign', 'Content-Length: +0\r\n'],
    ['a length in hexadecimal', 'Content-Length: 0x0\r\n'],
    ['a length of nothing', 'Content-Length: \r\n'],
    ['a length beyond any number', `Content-Length: ${'9'.repeat(30)}\r\n`],
    ['a blank before the colon', 'Transfer-Encoding : chunked\r\n'],
    ['a blank before the name', ' Transfer-Encoding: chunked\r\n'],
    ['a tab of another kind', 'Transfer-Encoding:\x0bchunked\r\n'],
    ['a coding of nothing', 'Transfer-Encoding: \r\n'],
    ['a coding that nobody knows', 'Transfer-Encoding: xchunked\r\n'],
    ['a coding in quotes', 'Transfer-Encoding: "chunked"\r\n'],
    ['a coding with a parameter', 'Transfer-Encoding: chunked;q=1\r\n'],
    ['identity', 'Transfer-Encoding: identity\r\n'],
    ['gzip in chunks', 'Transfer-Encoding: gzip, chunked\r\n'],
    ['chunks in gzip', 'Transfer-Encoding: chunked, gzip\r\n'],
    ['chunks in chunks', 'Transfer-Encoding: chunked, chunked\r\n'],
    ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
    ['chunks, then another coding', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n'],
    ['a folded line', 'X: a\r\n Transfer-Encoding: chunked\r\n'],
    ['a line that ends with LF alone', 'X: a\nTransfer-Encoding: chunked\r\n'],
    ['a line that ends with CR alone', 'X: a\rTransfer-Encoding: chunked\r\n'],
    ['a head that ends with LF alone', '\n'],
    ['a NUL in a name', 'Transfer-\0Encoding: chunked\r\n'],
    ['a NUL in a value', 'Transfer-Encoding: chunked\0\r\n'],
    ['gzip in chunks behind 2,000 others', `${'a:b\r\n'.repeat(2_000)}Transfer-Encoding: gzip, chunked\r\n`],
  ])('is 400, and nothing behind it is done: %s', async (_, headers) => {
    const before = await listings();
    const answers = await everythingFor(post(headers) + NO_CHUNKS + SMUGGLED);
    expect(statusesOf(answers)).toEqual([400]);
    expect(answers).toContain('"code":"MALFORMED_REQUEST"');
    expect(answers).toMatch(/^connection: close\r$/im);
    expect(await listings()).toBe(before);
    expect(rig.keyed.logs.filter(({ requestId }) => requestId === 'smuggled')).toEqual([]);
  });

  it('is 400 also in HTTP/1.0, which knows no chunks', async () => {
    const chunked = post('Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n', '1.0');
    expect(statusesOf(await everythingFor(chunked + NO_CHUNKS + SMUGGLED))).toEqual([400]);
  });

  it('is told of in the log, once', async () => {
    const id = 'unclear';
    await everythingFor(post(`X-Request-Id: ${id}\r\nTransfer-Encoding: identity\r\n`) + SMUGGLED);
    const lines = await eventually(
      () => rig.keyed.logs.filter(({ requestId }) => requestId === id),
      ({ length }) => length > 0,
    );
    expect(lines).toMatchObject([{ msg: 'request', status: 400, path: '/v1/catalog/refresh' }]);
  });
});

describe('chunks', () => {
  const CHUNKED = requestText('GET', '/v1/images?limit=1', {
    'X-Api-Key': READER.key,
    'Transfer-Encoding': 'chunked',
  });

  it.each([
    ['in another case', CHUNKED.replace('chunked', 'ChunKed') + NO_CHUNKS],
    ['with an extension', `${CHUNKED}1;a=b\r\nx\r\n${NO_CHUNKS}`],
    ['with a trailer that is a length', `${CHUNKED}0\r\nX-Trailer: 5\r\n\r\n`],
  ])('are read: %s', async (_, text) => {
    const connection = await RawConnection.open(rig.keyed.url);
    connection.send(text + requestText('GET', '/nope'));
    expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 404]);
    connection.close();
  });

  it.each([
    ['an extension that ends with LF alone', '1;a\nx\r\n'],
    ['a size that ends with LF alone', '1\nx\n'],
    ['a size with a sign', '-1\r\nx\r\n'],
    ['a size that says that it is hexadecimal', '0x1\r\nx\r\n'],
    ['a size beyond any number', `${'F'.repeat(18)}\r\nx\r\n`],
    ['a blank behind the size', '1 \r\nx\r\n'],
    ['more bytes than the size', '1\r\nxxx\r\n'],
    ['an extension of 40 kB', `1;${'a'.repeat(40_000)}\r\nx\r\n`],
    ['a trailer of 40 kB', `0\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`],
  ])('that are wrong end the connection, and nothing behind them is done: %s', async (_, chunks) => {
    const before = await listings();
    const answers = await everythingFor(CHUNKED + chunks + NO_CHUNKS + SMUGGLED);
    expect(statusesOf(answers)).toHaveLength(1);
    expect(await listings()).toBe(before);
    expect(rig.keyed.logs.filter(({ requestId }) => requestId === 'smuggled')).toEqual([]);
  });

  it.each(['GET', 'HEAD', 'POST'])('a request in the body of %s stays in it', async (method) => {
    const before = await listings();
    const body = requestText(method, '/v1/images?limit=1', {
      'X-Api-Key': READER.key,
      'Content-Length': String(SMUGGLED.length),
    });
    const connection = await RawConnection.open(rig.keyed.url);
    // twice: the second time GET is answered before the framework
    connection.send((body + SMUGGLED).repeat(2) + requestText('GET', '/nope'));
    const statuses: number[] = [];
    for (const asked of [method, method, 'GET']) statuses.push((await connection.answer(asked)).status);
    expect(statuses).toEqual(method === 'POST' ? [405, 405, 404] : [200, 200, 404]);
    connection.close();
    expect(await listings()).toBe(before);
  });
});

describe('a host', () => {
  const ask = async (hosts: string): Promise<RawAnswer> => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(`GET /v1/images?limit=1 HTTP/1.1\r\n${hosts}\r\n`);
    const answer = await connection.answer();
    connection.close();
    return answer;
  };

  it.each([
    ['is named twice', 'Host: a\r\nHost: b\r\n'],
    ['is named twice alike', 'Host: a\r\nhost: a\r\n'],
    ['has a blank', 'Host: a b\r\n'],
    ['has a path', 'Host: a/v1/images\r\n'],
    ['has a user', 'Host: u@a\r\n'],
    ['has a port that is none', 'Host: a:b\r\n'],
    ['is a list', 'Host: a, b\r\n'],
    ['is not ASCII', 'Host: \xc3\xa9\r\n'],
  ])('that %s is 400, as is none, also where the page is known', async (_, hosts) => {
    expect((await ask('Host: gateway.test\r\n')).status).toBe(200);
    const answer = await ask(hosts);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'MALFORMED_REQUEST' });
  });

  it.each(['', 'a', 'A-b.test:8080', 'a_b', '127.0.0.1:3000', '[::1]:3000', 'x:', '%C3%A9'])(
    '%j may be named',
    async (host) => {
      expect((await ask(`Host: ${host}\r\n`)).status).toBe(200);
    },
  );

  it('is named in HTTP/1.1 and need not be in 1.0; HTTP/0.9 is not spoken', async () => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send('GET /v1/images\r\n\r\n');
    const { status, headers } = await connection.answer();
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    await connection.ended;
  });

  it.each(['0.9', '2.0'])(
    'does not make HTTP/%s one that is spoken, be the page known or new',
    async (version) => {
      const head = (limit: string): string => `GET /v1/images?limit=${limit} HTTP/${version}\r\n${HOST}\r\n`;
      await rawRequest(rig.open.url, requestText('GET', '/v1/images?limit=3', {}));
      for (const limit of ['3', version === '2.0' ? '4' : '5']) {
        const connection = await RawConnection.open(rig.open.url);
        connection.send(head(limit));
        expect((await connection.answer()).status).toBe(400);
        connection.close();
      }
    },
  );
});

describe('a header that is sent twice', () => {
  const twice = (name: string, [one, other]: [string, string]): string =>
    `GET /v1/images?limit=1 HTTP/1.1\r\n${HOST}X-Api-Key: ${READER.key}\r\n${name}: ${one}\r\n${name}: ${other}\r\n\r\n`;
  const statusOf = async (text: string): Promise<number | undefined> => {
    const connection = await RawConnection.open(rig.keyed.url);
    connection.send(text);
    const { status } = await connection.answer();
    connection.close();
    return status;
  };

  it('is no credential, whichever of the two is right', async () => {
    expect(await statusOf(twice('X-Api-Key', [READER.key, 'x']))).toBe(401);
    expect(await statusOf(twice('X-Api-Key', ['x', READER.key]))).toBe(401);
  });

  it('is a list where it may be one', async () => {
    expect(await statusOf(twice('Accept', ['text/html', 'application/json']))).toBe(200);
    const { headers } = await rawRequest(rig.open.url, requestText('GET', '/v1/images?limit=1'));
    expect(await statusOf(twice('If-None-Match', ['"a"', headers['etag'] ?? '']))).toBe(304);
  });

  it('is passed over where it may not, and the answer is whole', async () => {
    const date = 'Fri, 01 Jan 2100 00:00:00 GMT';
    expect(await statusOf(twice('If-Modified-Since', [date, date]))).toBe(200);
  });
});

it('answers come in the order of the requests, also before one that is no HTTP', async () => {
  const connection = await RawConnection.open(rig.keyed.url);
  const key = { 'X-Api-Key': READER.key };
  const texts = [
    requestText('GET', '/v1/images?limit=3', key),
    requestText('GET', '/nope'),
    'garbage\r\n\r\n',
  ];
  connection.send(texts.join(''));
  for (const status of [200, 404, 400]) expect((await connection.answer()).status).toBe(status);
  await connection.ended;
  expect(connection.rest).toBe('');
  expect(requestLines(rig.keyed).at(-1)).toMatchObject({ path: '/nope' });
});
