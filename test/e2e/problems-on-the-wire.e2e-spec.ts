import request from 'supertest';

import { eventually } from '../support/eventually.js';
import { RawConnection, rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from '../support/door-rig.js';

const KiB = 1_024;

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig();
});

afterAll(() => rig.stop());

function send(text: string): Promise<RawAnswer> {
  return rawRequest(rig.open.url, text);
}

function problemOf({ body }: RawAnswer): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

describe('every problem', () => {
  it.each([
    ['/v1/images?limit=0', {}, 400, 'INVALID_PARAMETER', 'Invalid query parameter'],
    ['/v1/images', { 'X-Api-Key': 'wrong' }, 401, 'UNAUTHENTICATED', 'Authentication required'],
    ['/v1/images/none', {}, 404, 'IMAGE_NOT_FOUND', 'Image not found'],
    ['/nope', {}, 404, 'ROUTE_NOT_FOUND', 'Route not found'],
    ['/v1/images', { Accept: 'text/html' }, 406, 'NOT_ACCEPTABLE', 'Not acceptable'],
    [`/v1/images?q=${'a'.repeat(9_000)}`, {}, 414, 'URI_TOO_LONG', 'URI too long'],
    [
      '/v1/images',
      { 'X-Long': 'a'.repeat(20_000) },
      431,
      'HEADERS_TOO_LARGE',
      'Request header fields too large',
    ],
    ['/v1/images/ä', {}, 400, 'MALFORMED_REQUEST', 'Malformed HTTP request'],
  ])('has the form of RFC 9457: %s %j', async (target, headers, status, code, title) => {
    const { url } = status === 401 ? rig.keyed : rig.open;
    const answer = await rawRequest(url, requestText('GET', target, headers));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json(; charset=utf-8)?$/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['etag']).toBeUndefined();
    expect(problemOf(answer)).toEqual({
      type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      code,
      detail: expect.stringMatching(/^[A-Z0-9].*\.$/) as string,
      requestId: answer.headers['x-request-id'],
      ...(code === 'INVALID_PARAMETER' && { errors: [expect.anything()] }),
    });
  });

  it.each([
    ['/v1/images?limit=0', {}],
    ['/nope', {}],
    ['/v1/images', { 'X-Long': 'a'.repeat(20_000) }],
    ['/v1/images/ä', {}],
  ])('is found in the log by its request id: %s', async (target, headers) => {
    const answer = await send(requestText('GET', target, headers));
    const { requestId } = problemOf(answer);
    const lines = (): unknown[] => rig.open.logs.filter((line) => line['requestId'] === requestId);
    const found = await eventually(lines, ({ length }) => length > 0);
    expect(found).toEqual([expect.objectContaining({ requestId, status: answer.status })]);
  });

  it('repeats at most 64 characters of what the caller wrote', async () => {
    const answer = await send(requestText('GET', `/v1/images?${'n'.repeat(2_000)}=1`));
    expect(problemOf(answer)).toMatchObject({ errors: [{ parameter: 'n'.repeat(64) }] });
  });
});

describe('the request id', () => {
  it.each(['a', 'A-b_c.9', '01JABCDEF', 'x'.repeat(64)])('%s of the caller comes back', async (id) => {
    const found = await request(rig.open.url).get('/v1/images?limit=1').set('X-Request-Id', id);
    expect([found.status, found.headers['x-request-id']]).toEqual([200, id]);
    const missing = await request(rig.open.url).get('/nope').set('X-Request-Id', id);
    expect([missing.headers['x-request-id'], missing.body]).toEqual([
      id,
      expect.objectContaining({ requestId: id }),
    ]);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a/b', '<script>', 'é', 'a\tb', '{}', 'a,b'])(
    '%j of the caller is replaced by a new one',
    async (id) => {
      const text = requestText('GET', '/nope', { 'X-Request-Id': id });
      const [one, other] = [await send(text), await send(text)];
      expect(one.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{16,64}$/);
      expect(one.headers['x-request-id']).not.toBe(id);
      expect(one.headers['x-request-id']).not.toBe(other.headers['x-request-id']);
      expect(problemOf(one)['requestId']).toBe(one.headers['x-request-id']);
    },
  );

  it('that is given twice is replaced', async () => {
    const { headers } = await send(requestText('GET', '/nope', { 'X-Request-Id': 'a\r\nX-Request-Id: b' }));
    expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9_-]{16}$/);
  });

  it('is in every answer', async () => {
    const head = requestText('HEAD', '/v1/images');
    const connect = requestText('CONNECT', 'example.test:443');
    for (const text of [requestText('GET', '/docs'), head, connect, 'garbage\r\n\r\n']) {
      expect((await send(text)).headers['x-request-id']).toMatch(/^[A-Za-z0-9_-]{16}$/);
    }
  });
});

describe('what is no HTTP request', () => {
  const HOST = 'Host: gateway.test\r\n';

  it.each([
    ['garbage', 'garbage\r\n\r\n'],
    ['zeros', '\0\0\0\0\r\n\r\n'],
    ['the hello of TLS', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['another version', `GET /v1/images HTTP/3.0\r\n${HOST}\r\n`],
    ['a target without a slash', `GET v1/images HTTP/1.1\r\n${HOST}\r\n`],
    ['a target with a blank', `GET /v1/images /x HTTP/1.1\r\n${HOST}\r\n`],
    ['bytes above ASCII in the target', `GET /v1/images/\xc3\xa9 HTTP/1.1\r\n${HOST}\r\n`],
    ['a header without a name', `GET /v1/images HTTP/1.1\r\n${HOST}: x\r\n\r\n`],
    ['a blank in the name of a header', `GET /v1/images HTTP/1.1\r\n${HOST}X Y: x\r\n\r\n`],
    ['a folded header', `GET /v1/images HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`],
    ['a NUL in a header', `GET /v1/images HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`],
    ['a negative length', `GET /v1/images HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`],
    ['two lengths', `GET / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['length and chunks', `GET / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ])('is answered with 400 and the connection ends: %s', async (_, text) => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(text);
    const answer = await connection.answer();
    expect([answer.status, problemOf(answer)['code']]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(answer.headers['connection']).toBe('close');
    await connection.ended;
  });

  it('may be HTTP/1.1 without a host, which is 400, after 401 under /v1', async () => {
    const text = 'GET /v1/images HTTP/1.1\r\n';
    expect(problemOf(await send(`${text}\r\n`))).toMatchObject({ status: 400, code: 'MALFORMED_REQUEST' });
    expect((await rawRequest(rig.keyed.url, `${text}\r\n`)).status).toBe(401);
    expect((await rawRequest(rig.keyed.url, `${text}X-Api-Key: ${READER.key}\r\n\r\n`)).status).toBe(400);
  });

  it('is not HTTP/1.0, which needs no host and ends the connection', async () => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send('GET /v1/images?limit=1 HTTP/1.0\r\n\r\n');
    expect((await connection.answer()).status).toBe(200);
    await connection.ended;
  });

  it('takes nothing from those who ask properly meanwhile', async () => {
    const good = await RawConnection.open(rig.open.url);
    await send('garbage\r\n\r\n');
    good.send(requestText('GET', '/v1/images?limit=1'));
    expect((await good.answer()).status).toBe(200);
    good.close();
  });
});

describe('a query', () => {
  it('of 8 KiB is read, and one character more is 414', async () => {
    const query = (length: number): string => `q=${'a'.repeat(length - 2)}`;
    const read = await send(requestText('GET', `/v1/images?${query(8 * KiB)}`));
    expect(problemOf(read)).toMatchObject({ code: 'INVALID_PARAMETER', errors: [{ code: 'TOO_LONG' }] });
    const refused = await send(requestText('GET', `/v1/images?${query(8 * KiB + 1)}`));
    expect([refused.status, problemOf(refused)['code']]).toEqual([414, 'URI_TOO_LONG']);
  });

  it('above 8 KiB is 414 outside /v1 as well', async () => {
    expect((await send(requestText('GET', `/nope?${'a'.repeat(9 * KiB)}`))).status).toBe(414);
    expect((await send(requestText('GET', `/docs?${'a'.repeat(9 * KiB)}`))).status).toBe(414);
  });
});

describe('a target of 100 KiB', () => {
  it.each([
    ['a query', '/v1/images?q=', {}],
    ['a path', '/v1/images/', {}],
    ['a target in absolute form', 'http://gateway.test/v1/images?q=', {}],
    ['a query together with large headers', '/v1/images?q=', { 'X-Long': 'a'.repeat(20 * KiB) }],
  ])('is 414, and the connection ends: %s', async (_, start, headers) => {
    const connection = await RawConnection.open(rig.open.url);
    connection.send(requestText('GET', start + 'a'.repeat(100 * KiB), headers));
    const answer = await connection.answer();
    expect([answer.status, problemOf(answer)['code']]).toEqual([414, 'URI_TOO_LONG']);
    await connection.ended;
  });

  it.each([
    ['the target', 'GET /v1/images?q=', 'a'.repeat(4 * KiB), 414],
    ['the target at its end', 'GET /v1/images?q=', `${'a'.repeat(4 * KiB)} HTTP/1.1\r\nX: `, 414],
    ['the headers', 'GET /v1/images HTTP/1.1\r\n', `X-Long: ${'a'.repeat(4 * KiB)}\r\n`, 431],
    ['one header', 'GET /v1/images HTTP/1.1\r\nX-Long: ', 'a b'.repeat(KiB), 431],
  ])('or headers of it may come in pieces: %s', async (_, start, piece, status) => {
    const connection = await connectionInPieces(rig);
    await connection.send(start);
    if (status === 414) for (let sent = 0; sent < 3; sent++) await connection.send('a'.repeat(4 * KiB));
    while (!connection.answered()) await connection.send(piece);
    expect((await connection.client.answer()).status).toBe(status);
    connection.client.close();
  });
});

describe('headers', () => {
  it.each([
    ['one of 20 KiB', { 'X-Long': 'a'.repeat(20 * KiB) }],
    ['a key of 20 KiB', { 'X-Api-Key': 'a'.repeat(20 * KiB) }],
    ['a cookie of 100 KiB', { Cookie: 'a=b; '.repeat(20 * KiB) }],
    ['a thousand of 28 bytes', { X: `a${'\r\nX-Header: abcdefghijklmnop'.repeat(1_000)}` }],
  ])('that are too large are 431, and the connection ends: %s', async (_, headers) => {
    const connection = await RawConnection.open(rig.keyed.url);
    connection.send(requestText('GET', '/v1/images', headers));
    const answer = await connection.answer();
    expect([answer.status, problemOf(answer)['code']]).toEqual([431, 'HEADERS_TOO_LARGE']);
    await connection.ended;
  });

  it('of 8 KiB are read', async () => {
    expect((await send(requestText('GET', '/v1/images', { Cookie: 'a'.repeat(8 * KiB) }))).status).toBe(200);
  });
});

/** A client whose pieces arrive one by one, because the next is sent only when the gateway has got the last. */
async function connectionInPieces({ open }: DoorRig): Promise<{
  client: RawConnection;
  send: (text: string) => Promise<void>;
  answered: () => boolean;
}> {
  const server = open.gateway.app.getHttpServer();
  const accepted = new Promise<{ bytesRead: number }>((resolve) => server.once('connection', resolve));
  const client = await RawConnection.open(open.url);
  const socket = await accepted;
  let sent = 0;
  const send = async (text: string): Promise<void> => {
    client.send(text);
    sent += text.length;
    await eventually(
      () => socket.bytesRead === sent || client.rest !== '',
      (arrived) => arrived,
    );
  };
  return { client, send, answered: () => client.rest !== '' };
}
