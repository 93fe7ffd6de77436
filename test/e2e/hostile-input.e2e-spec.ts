import { eventually } from '../support/eventually.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from '../support/door-rig.js';

const KEY = { 'X-Api-Key': READER.key };
const POLLUTING = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
/** A line of the log tells these members, and none of them at length. */
const MEMBERS = [
  ...[
    'level',
    'time',
    'requestId',
    'client',
    'address',
    'method',
    'path',
    'parameters',
    'status',
    'ms',
    'cache',
    'msg',
  ],
  ...['code', 'reason'],
];
const LONGEST_LOGGED = 2_600;

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig();
});

afterAll(() => rig.stop());

function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(rig.keyed.url, requestText(method, target, { ...KEY, ...headers }));
}

describe('a name that objects have by themselves', () => {
  afterEach(() => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(POLLUTING)('is unknown as a parameter, a field, a sort key and a value: %s', async (name) => {
    for (const [query, parameter, code] of [
      [`${name}=polluted`, name, 'UNKNOWN_PARAMETER'],
      [`${name}[polluted]=1`, `${name}[polluted]`, 'UNKNOWN_PARAMETER'],
      [`${name}.polluted=1`, `${name}.polluted`, 'UNKNOWN_PARAMETER'],
      [`fields=${name}`, 'fields', 'UNKNOWN_VALUE'],
      [`sort=-${name}`, 'sort', 'UNKNOWN_VALUE'],
      [`status=${name}`, 'status', 'UNKNOWN_VALUE'],
      [`source=${name}`, 'source', 'UNKNOWN_VALUE'],
    ] as const) {
      const { status, body } = await ask(`/v1/images?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ parameter, code }] });
    }
  });

  it.each(POLLUTING)('finds nothing as an id, a property, a tag, a text or a key: %s', async (name) => {
    for (const query of [
      `id=${name}`,
      `property=${name}`,
      `property=${name}:x`,
      `tag=${name}`,
      `q=${name}`,
    ]) {
      const { status, body } = await ask(`/v1/images?${query}`);
      expect([query, status]).toEqual([query, 200]);
      expect(JSON.parse(body)).toMatchObject({ items: [], page: { total: 0 } });
    }
    expect((await ask(`/v1/images/${name}`)).status).toBe(404);
    expect((await ask(`/${name}`)).status).toBe(404);
    expect((await ask('/v1/images', { 'X-Api-Key': name })).status).toBe(401);
  });

  it.each(POLLUTING)('is no header that matters, once or twice: %s', async (name) => {
    const { status } = await ask('/v1/images?limit=1', { [name]: `polluted\r\n${name}: polluted` });
    expect(status).toBe(200);
  });
});

describe('bytes that are no UTF-8', () => {
  it.each(['%ff', '%c3%28', '%ed%a0%80', '%c0%af', '%f5%80%80%80', '%e2%82', '%'])(
    'are 400 in a query, as a name or a value, and 404 in a path: %s',
    async (bytes) => {
      for (const query of [`q=${bytes}`, `${bytes}=1`, `${bytes}`, `limit=1&name=a${bytes}b`]) {
        const { status, body } = await ask(`/v1/images?${query}`);
        expect([query, status]).toEqual([query, 400]);
        expect(JSON.parse(body)).toMatchObject({ errors: [{ code: 'INVALID_FORMAT' }] });
      }
      expect((await ask(`/v1/images/${bytes}`)).status).toBe(404);
    },
  );

  it.each(['\xff', '\xc3\x28', '\x80'])('are no key and no request id: %j', async (bytes) => {
    expect((await ask('/v1/images', { 'X-Api-Key': bytes })).status).toBe(401);
    const { headers } = await ask('/v1/images', { 'X-Request-Id': bytes });
    expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9_-]{16}$/);
  });
});

describe('whatever a request says, the log tells it in one line of JSON, without controls and not at length', () => {
  const LONG = 'a'.repeat(7_000);

  it.each([
    ['line ends in the path', '/v1/images/%0d%0a%7B%22msg%22:%22forged%22%7D', {}, 'GET'],
    ['a command of a terminal in the path', '/v1/images/%1b%5B2J%1b]0;x%07', {}, 'GET'],
    ['line ends of Unicode in the path', '/v1/images/%E2%80%A8%E2%80%A9%C2%9B', {}, 'GET'],
    ['quotes in the path', '/v1/images/%22,%22status%22:200,%22x%22:%22', {}, 'GET'],
    ['bare quotes and backslashes', '/v1/images/"\\"{}', {}, 'GET'],
    ['a long path', `/v1/images/${LONG}`, {}, 'GET'],
    ['long names', `/v1/images?${LONG}=1&${LONG.slice(9)}`, {}, 'GET'],
    ['many names', `/v1/images?${Array.from({ length: 900 }, (_, at) => `p${at}=1`).join('&')}`, {}, 'GET'],
    ['many names of letters', `/v1/images?${lettersOnly(270).join('&')}`, {}, 'GET'],
    ['line ends in names', '/v1/images?%0d%0alimit=1&a%0ab=2', {}, 'GET'],
    ['line ends in values', '/v1/images?q=%0d%0a%7B%22msg%22:%22forged%22%7D', {}, 'GET'],
    ['a long request id', '/v1/images', { 'X-Request-Id': LONG }, 'GET'],
    ['a request id of commands', '/v1/images', { 'X-Request-Id': 'a\tb"\x9b\xff' }, 'GET'],
    ['a long key', '/v1/images', { 'X-Api-Key': LONG }, 'GET'],
    ['a long method that nobody knows', '/v1/images', {}, 'A'.repeat(5_000)],
    ['a long agent', '/v1/images', { 'User-Agent': `${LONG}\x9b31m`, Referer: LONG }, 'GET'],
    ['another host', '/v1/images', { Host: 'evil.test\x9b' }, 'GET'],
    ['an escape that is bare', '/v1/images/\x1b[31m', {}, 'GET'],
    ['a line end that is bare', '/v1/images\r\nX: forged', {}, 'GET'],
  ])('%s', async (_, target, headers, method) => {
    const before = rig.keyed.logs.length;
    await ask(target, headers, method);
    // each line that is written is read as JSON at once, and must be one object
    const lines = await eventually(
      () => rig.keyed.logs.slice(before).filter(({ msg }) => String(msg).startsWith('request')),
      ({ length }) => length > 0,
    );
    expect(lines).toHaveLength(1);
    const [line = {}] = lines;
    expect(Object.keys(line).filter((name) => !MEMBERS.includes(name))).toEqual([]);
    expect(JSON.stringify(line)).not.toMatch(/[^\x20-\x7e]|forged"/);
    expect(JSON.stringify(line).length).toBeLessThan(LONGEST_LOGGED);
  });
});

/** Names of letters, all different, that are short enough to be told. */
function lettersOnly(count: number): string[] {
  const letter = (at: number): string => String.fromCharCode(97 + (at % 26));
  return Array.from({ length: count }, (_, at) => letter(at).repeat(28) + letter(at / 26));
}
