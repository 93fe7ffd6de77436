import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from '../support/door-rig.js';

const JSON_UTF8 = 'application/json; charset=utf-8';
const LARGE = '/v1/images';
const SMALL = '/v1/images?limit=1&fields=id';

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig();
});

afterAll(() => rig.stop());

/** Fetch adds an `Accept-Encoding` and decodes by itself; here nothing does. */
async function ask(target: string, headers = {}, method = 'GET'): Promise<RawAnswer> {
  const connection = await RawConnection.open(rig.open.url);
  connection.send(requestText(method, target, headers));
  const answer = await connection.answer(method);
  connection.close();
  return answer;
}

/** The bytes of a body, also of a compressed one. */
async function bytesOf(target: string, headers: Record<string, string>): Promise<Buffer> {
  const connection = await RawConnection.open(rig.open.url);
  connection.send(requestText('GET', target, { ...headers, Connection: 'close' }));
  await connection.ended;
  const text = connection.rest;
  return Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
}

describe('Accept', () => {
  it.each([
    [undefined],
    ['*/*'],
    ['application/*'],
    ['application/json'],
    ['APPLICATION/JSON'],
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['application/json;q=0.1'],
    ['text/html, application/json'],
    ['text/html, */*;q=0.1'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['text/csv, application/json;q=0.001'],
    ['garbage, application/json'],
    ['*/*, text/html;q=0'],
    [`${'text/plain, '.repeat(300)}*/*`],
  ])('%s is answered as JSON', async (accept) => {
    const answer = await ask(LARGE, accept === undefined ? {} : { Accept: accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, JSON_UTF8]);
  });

  it.each([
    ['text/html'],
    ['text/*'],
    ['application/xml, text/plain'],
    ['application/problem+json'],
    ['application/vnd.api+json'],
    ['application/json;q=0'],
    ['application/json; charset=utf-8;q=0'],
    ['*/*;q=0'],
    ['application/json;q=0, */*'],
    ['application/*;q=0, text/html'],
    ['application/json; charset=utf-16'],
    ['application/json; version=2'],
    ['garbage'],
    [';;;'],
    [',,'],
    ['a'.repeat(5_000)],
  ])('%s is 406 with a problem', async (accept) => {
    const { status, headers, body } = await ask(LARGE, { Accept: accept });
    expect(status).toBe(406);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ code: 'NOT_ACCEPTABLE', status: 406 });
  });

  it('given on two lines is one list', async () => {
    expect((await ask(LARGE, { Accept: 'text/html\r\nAccept: application/json' })).status).toBe(200);
  });

  it.each([
    ['/v1/images/none', 404],
    ['/v1/catalog', 200],
    ['/openapi.json', 200],
  ])('holds for %s as well', async (path, status) => {
    expect((await ask(path, { Accept: 'application/json' })).status).toBe(status);
    expect((await ask(path, { Accept: 'text/html' })).status).toBe(406);
  });

  it.each([
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/start.js', 'text/javascript; charset=utf-8'],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8'],
  ])('for %s is what a browser sends', async (path, type) => {
    const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    expect((await ask(path, browser)).headers['content-type']).toBe(type);
    expect((await ask(path, { Accept: type })).status).toBe(200);
    expect((await ask(path, { Accept: 'application/json' })).status).toBe(406);
  });

  it('plays no part where there is nothing to be accepted', async () => {
    expect((await ask('/nope', { Accept: 'text/html' })).status).toBe(404);
    expect((await ask(LARGE, { Accept: 'text/html' }, 'DELETE')).status).toBe(405);
  });
});

describe('Accept-Encoding', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['zstd, compress', undefined],
    ['*;q=0', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, br;q=0', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['garbage;;', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=1.0', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['br', 'br'],
    ['*', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=0.8, br;q=0.9, *;q=0.1', 'br'],
    ['gzip;q=0, *;q=0.5', 'br'],
  ])('%s brings content-encoding %s', async (accept, encoding) => {
    const answer = await ask(LARGE, accept === undefined ? {} : { 'Accept-Encoding': accept }, 'HEAD');
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, encoding]);
    expect(answer.headers['content-type']).toBe(JSON_UTF8);
    expect(answer.headers['vary']).toBe('Accept, Accept-Encoding');
  });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('%s decodes to the plain body, and is shorter', async (encoding, decode) => {
    const [plain, coded] = [await bytesOf(LARGE, {}), await bytesOf(LARGE, { 'Accept-Encoding': encoding })];
    expect(plain.length).toBeGreaterThan(10_000);
    expect(coded.length).toBeLessThan(plain.length / 2);
    expect(decode(coded).equals(plain)).toBe(true);
    const { headers } = await ask(LARGE, { 'Accept-Encoding': encoding }, 'HEAD');
    expect(headers['content-length']).toBe(String(coded.length));
  });

  it('leaves a small body plain', async () => {
    const answer = await ask(SMALL, { 'Accept-Encoding': 'gzip, br' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(answer.body)).toMatchObject({ page: { returned: 1 } });
    expect(answer.headers['vary']).toBe('Accept, Accept-Encoding');
  });

  it('leaves a problem plain', async () => {
    const answer = await ask(`/v1/images?${'x=1&'.repeat(50)}`, { 'Accept-Encoding': 'gzip, br' });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([400, undefined]);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'INVALID_PARAMETER' });
  });

  it('changes no entity tag, which is weak, so that a cached answer stays valid', async () => {
    const tags = await Promise.all(
      ['identity', 'gzip', 'br'].map(async (accept) => {
        const { headers } = await ask(LARGE, { 'Accept-Encoding': accept }, 'HEAD');
        return headers['etag'];
      }),
    );
    expect(new Set(tags)).toEqual(new Set([expect.stringMatching(/^W\/"[\w-]+"$/)]));
  });
});

describe('304', () => {
  it.each(['GET', 'HEAD'])('to %s has no body, no type and no content-encoding', async (method) => {
    const gzip = { 'Accept-Encoding': 'gzip' };
    const { headers } = await ask(LARGE, gzip, 'HEAD');
    const connection = await RawConnection.open(rig.open.url);
    const conditional = { ...gzip, 'If-None-Match': headers['etag']!, Connection: 'close' };
    connection.send(requestText(method, LARGE, conditional));
    const answer = await connection.answer('HEAD');
    await connection.ended;
    expect([answer.status, connection.rest]).toEqual([304, '']);
    for (const absent of ['content-encoding', 'content-type', 'transfer-encoding']) {
      expect([absent, answer.headers[absent]]).toEqual([absent, undefined]);
    }
    for (const same of ['etag', 'vary', 'cache-control', 'last-modified', 'age', 'cache-status']) {
      expect([same, answer.headers[same]]).toEqual([same, headers[same]]);
    }
  });

  it('is not said to who cannot take the answer, or has no key', async () => {
    const { headers } = await ask(LARGE, {}, 'HEAD');
    const condition = { 'If-None-Match': headers['etag']! };
    expect((await ask(LARGE, { ...condition, Accept: 'text/html' })).status).toBe(406);
    const connection = await RawConnection.open(rig.keyed.url);
    connection.send(requestText('GET', LARGE, condition));
    expect((await connection.answer()).status).toBe(401);
    connection.send(requestText('GET', LARGE, { ...condition, 'X-Api-Key': READER.key }));
    expect((await connection.answer()).status).toBe(304);
    connection.close();
  });
});
