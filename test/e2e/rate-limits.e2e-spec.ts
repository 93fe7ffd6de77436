import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { getFrom } from '../support/door-from.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const READER = { client: 'reader', key: 'reader-key-1' };
const READER_TOO = { client: 'reader', key: 'reader-key-2' };
const OTHER = { client: 'other', key: 'other-key' };
const JOB = { client: 'job', key: 'job-key', scopes: ['catalog:refresh'] };
const PAGE = '/v1/images?limit=1';

let upstream: StandIn;
let keyFile: KeyFile;
let clock: ManualClock;
let started: TestGateway[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(20) });
  keyFile = new KeyFile(READER, READER_TOO, OTHER, JOB);
});

afterAll(async () => {
  await upstream.close();
  keyFile.discard();
});

beforeEach(() => {
  clock = new ManualClock();
  // the library of the counters knows no other clock
  jest.spyOn(Date, 'now').mockImplementation(() => clock.now());
});

afterEach(async () => {
  await Promise.all(started.map((gateway) => gateway.stop()));
  started = [];
  jest.restoreAllMocks();
});

async function start(env: Record<string, string>): Promise<TestGateway> {
  const gateway = await startGateway({ upstreamUrl: upstream.url, clock, env });
  started.push(gateway);
  return gateway;
}

/** For clients with keys; the catalogue is there. */
async function startKeyed(rateLimit: string, env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await start({
    ACCESS_MODE: 'api-key',
    ACCESS_KEYS_FILE: keyFile.path,
    RATE_LIMIT: rateLimit,
    ...env,
  });
  await ask(gateway, PAGE, OTHER);
  return gateway;
}

function ask(
  { url }: TestGateway,
  target: string,
  who: { readonly key: string } | undefined,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawAnswer> {
  const key: Record<string, string> = who ? { 'X-Api-Key': who.key } : {};
  return rawRequest(url, requestText(method, target, { ...key, ...headers }));
}

async function statuses(times: number, once: () => Promise<{ status: number }>): Promise<number[]> {
  const answers = [];
  for (let time = 0; time < times; time++) answers.push((await once()).status);
  return answers;
}

describe('a client', () => {
  it('has so many requests in a window, is told how many are left, and then for how long to wait', async () => {
    const gateway = await startKeyed('3/1m');
    const left = [];
    for (let time = 0; time < 3; time++) {
      const { status, headers } = await ask(gateway, PAGE, READER);
      expect([status, headers['ratelimit-policy']]).toEqual([200, '"default";q=3;w=60']);
      left.push(headers['ratelimit']);
      clock.advance(1_500);
    }
    expect(left).toEqual(['"default";r=2;t=60', '"default";r=1;t=59', '"default";r=0;t=57']);
    const refused = await ask(gateway, PAGE, READER);
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '56',
      'ratelimit-policy': '"default";q=3;w=60',
      ratelimit: '"default";r=0;t=56',
    });
    expect(JSON.parse(refused.body)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    clock.advance(55_499);
    expect((await ask(gateway, PAGE, READER)).status).toBe(429);
    clock.advance(1);
    expect((await ask(gateway, PAGE, READER)).headers['ratelimit']).toBe('"default";r=2;t=60');
  });

  it('is counted alone, and with all of its keys', async () => {
    const gateway = await startKeyed('2/1h');
    const who = [READER, READER_TOO, READER, OTHER, OTHER];
    const answers = [];
    for (const one of who) answers.push((await ask(gateway, PAGE, one)).status);
    // the first of the other one was asked at the start
    expect(answers).toEqual([200, 200, 429, 200, 429]);
  });

  it('is counted for whatever it asks under /v1, with fields on every answer', async () => {
    const gateway = await startKeyed('100/1m');
    const { headers } = await ask(gateway, PAGE, READER);
    const asked: [string, { key: string }, Record<string, string>, string, number][] = [
      [PAGE, READER, {}, 'GET', 200],
      [PAGE, READER, {}, 'HEAD', 200],
      [PAGE, READER, { Connection: 'close' }, 'GET', 200],
      [PAGE, READER, { 'If-None-Match': headers['etag'] ?? '' }, 'GET', 304],
      ['/v1/images?limit=7', READER, { 'If-None-Match': '*' }, 'GET', 304],
      ['/v1/images?limit=0', READER, {}, 'GET', 400],
      ['/v1/images/none', READER, {}, 'GET', 404],
      ['/v1/nothing', READER, {}, 'GET', 404],
      [PAGE, READER, {}, 'DELETE', 405],
      [PAGE, READER, { Accept: 'text/html' }, 'GET', 406],
      [`/v1/images?q=${'x'.repeat(9_000)}`, READER, {}, 'GET', 414],
      ['/v1/catalog', READER, {}, 'GET', 200],
      ['/v1/catalog/refresh', READER, {}, 'POST', 403],
    ];
    let left = 99;
    for (const [target, who, extra, method, status] of asked) {
      const answer = await ask(gateway, target, who, extra, method);
      expect([target, answer.status]).toEqual([target, status]);
      expect(answer.headers).toMatchObject({
        'ratelimit-policy': '"default";q=100;w=60',
        ratelimit: `"default";r=${--left};t=60`,
      });
    }
    const refresh = await ask(gateway, '/v1/catalog/refresh', JOB, {}, 'POST');
    expect([refresh.status, refresh.headers['ratelimit']]).toEqual([202, '"default";r=99;t=60']);
  });

  it('is counted on the warm path as on the long way, also for many requests in one go', async () => {
    const gateway = await startKeyed('10/1m');
    const connection = await RawConnection.open(gateway.url);
    connection.send(requestText('GET', PAGE, { 'X-Api-Key': READER.key }).repeat(12));
    const answers = [];
    for (let time = 0; time < 12; time++) answers.push(await connection.answer());
    connection.close();
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(200), 429, 429]);
    expect(answers.map(({ headers }) => headers['ratelimit'])).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0].map((left) => `"default";r=${left};t=60`),
    );
  });

  it('is not counted for what anybody may see', async () => {
    const gateway = await startKeyed('1/1h');
    for (const target of ['/openapi.json', '/docs', '/nothing', '/openapi.json']) {
      const { headers, status } = await ask(gateway, target, READER);
      expect(status).not.toBe(429);
      expect(headers).not.toHaveProperty('ratelimit');
    }
    expect((await ask(gateway, PAGE, READER)).status).toBe(200);
    const probes = await statuses(5, () => fetch(`${gateway.managementUrl}/readyz`));
    expect(probes).toEqual(Array(5).fill(200));
  });

  it('is told of in the log and the metrics', async () => {
    const gateway = await startKeyed('1/1h');
    await statuses(3, () => ask(gateway, PAGE, READER));
    const lines = gateway.logs.filter(({ msg, client }) => msg === 'request' && client === 'reader');
    expect(lines.map(({ status }) => status)).toEqual([200, 429, 429]);
    expect(lines.every((line) => !('address' in line))).toBe(true);
    expect(await metric(gateway, 'gateway_rate_limited_total{reason="client"}')).toBe('2');
  });

  it('pays nothing for what is refused because of overload, and strangers are counted all the same', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    const gateway = await start({
      ...{ ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path, RATE_LIMIT: '10/1m' },
      MAX_REQUESTS_IN_FLIGHT: '1',
    });
    const waiting = await RawConnection.open(gateway.url);
    waiting.send(requestText('GET', PAGE, { 'X-Api-Key': OTHER.key }));
    await eventually(
      () => metric(gateway, 'gateway_http_requests_in_flight'),
      (count) => count === '1',
    );
    for (let time = 0; time < 12; time++) {
      const { status, headers } = await ask(gateway, PAGE, READER);
      expect([status, 'ratelimit' in headers]).toEqual([503, false]);
    }
    const strangers = await statuses(7, () => ask(gateway, PAGE, undefined));
    expect(strangers).toEqual([401, 401, 401, 401, 401, 429, 429]);
    upstream.heal();
    await clock.passing(waiting.answer());
    waiting.close();
    await eventually(
      () => metric(gateway, 'gateway_http_requests_in_flight'),
      (count) => count === '0',
    );
    expect((await ask(gateway, '/v1/catalog', READER)).headers['ratelimit']).toMatch(/^"default";r=9;/);
  });

  it('of the longest window is refused until its end', async () => {
    const gateway = await startKeyed('1/24h');
    expect(await statuses(2, () => ask(gateway, PAGE, READER))).toEqual([200, 429]);
    clock.advance(86_399_000);
    expect((await ask(gateway, PAGE, READER)).headers).toMatchObject({ 'retry-after': '1' });
    clock.advance(1_000);
    expect((await ask(gateway, PAGE, READER)).status).toBe(200);
  });

  it('waits no longer than a window when the wall clock was put back', async () => {
    const gateway = await startKeyed('1/1m');
    await ask(gateway, PAGE, READER);
    clock.jump(-3_600_000);
    const { status, headers } = await ask(gateway, PAGE, READER);
    expect([status, headers['retry-after'], headers['ratelimit']]).toEqual([429, '60', '"default";r=0;t=60']);
  });

  it('is not limited, and not told anything, when there are no limits', async () => {
    const gateway = await startKeyed('off');
    for (let time = 0; time < 20; time++) {
      const { status, headers } = await ask(gateway, PAGE, READER);
      expect([status, 'ratelimit' in headers, 'ratelimit-policy' in headers]).toEqual([200, false, false]);
    }
    expect(await statuses(20, () => ask(gateway, PAGE, undefined))).toEqual(Array(20).fill(401));
  });
});

async function metric({ managementUrl }: TestGateway, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${managementUrl}/metrics`)).text();
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1);
}

describe('requests without a valid credential', () => {
  it('are limited to a tenth, by address, and a valid credential from there still works', async () => {
    const gateway = await startKeyed('100/1m');
    const wrong = { key: 'wrong' };
    const first = await ask(gateway, PAGE, wrong);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"unauthenticated";q=10;w=60',
      ratelimit: '"unauthenticated";r=9;t=60',
    });
    expect(await statuses(9, () => ask(gateway, PAGE, undefined))).toEqual(Array(9).fill(401));
    const refused = await ask(gateway, PAGE, wrong);
    expect(refused.headers).toMatchObject({ 'retry-after': '60', ratelimit: '"unauthenticated";r=0;t=60' });
    expect(JSON.parse(refused.body)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(refused.headers).not.toHaveProperty('www-authenticate');
    const right = await ask(gateway, PAGE, READER);
    expect([right.status, right.headers['ratelimit']]).toEqual([200, '"default";r=99;t=60']);
    const elsewhere = await getFrom('127.0.0.2', `${gateway.url}${PAGE}`);
    expect(elsewhere.status).toBe(401);
    expect(await metric(gateway, 'gateway_rate_limited_total{reason="unauthenticated"}')).toBe('1');
    clock.advance(60_000);
    expect((await ask(gateway, PAGE, wrong)).status).toBe(401);
  });

  it.each([
    ['20/1m', 5],
    ['4/1m', 3],
    ['1/1m', 1],
  ])('with %s are at least five, but fewer than of a client: %d', async (rateLimit, most) => {
    const gateway = await startKeyed(rateLimit);
    const answers = await statuses(most + 1, () => ask(gateway, '/v1/nothing', undefined));
    expect(answers).toEqual([...Array<number>(most).fill(401), 429]);
  });

  it('are told with their address', async () => {
    const gateway = await startKeyed('100/1m');
    await getFrom('127.0.0.3', `${gateway.url}${PAGE}`);
    const [line] = gateway.logs.filter(({ status }) => status === 401);
    expect(line).toMatchObject({ msg: 'request', address: '127.0.0.3' });
  });
});

describe('anonymous callers', () => {
  it('are counted by address', async () => {
    const gateway = await start({ RATE_LIMIT: '2/1m' });
    const url = `${gateway.url}${PAGE}`;
    expect(await statuses(3, () => getFrom('127.0.0.1', url))).toEqual([200, 200, 429]);
    expect(await statuses(3, () => getFrom('127.0.0.2', url))).toEqual([200, 200, 429]);
    expect(await metric(gateway, 'gateway_rate_limited_total{reason="address"}')).toBe('2');
    const lines = gateway.logs.filter(({ msg }) => msg === 'request');
    expect(new Set(lines.map(({ address }) => address))).toEqual(new Set(['127.0.0.1', '127.0.0.2']));
  });

  it('do not become others by X-Forwarded-For, Forwarded or the like', async () => {
    const gateway = await start({ RATE_LIMIT: '1/1m' });
    const url = `${gateway.url}${PAGE}`;
    await getFrom('127.0.0.1', url);
    for (const name of [
      'X-Forwarded-For',
      'Forwarded',
      'X-Real-IP',
      'X-Client-IP',
      'CF-Connecting-IP',
      'True-Client-IP',
    ])
      expect((await getFrom('127.0.0.1', url, { [name]: '192.0.2.1' })).status).toBe(429);
  });

  it('are whom a trusted proxy names last, whatever stands before that', async () => {
    const gateway = await start({ RATE_LIMIT: '1/1m', TRUST_PROXY: '127.0.0.2,10.0.0.0/8' });
    const url = `${gateway.url}${PAGE}`;
    const by = (proxy: string, forwarded: string | string[]): Promise<{ status: number }> =>
      getFrom(proxy, url, { 'X-Forwarded-For': forwarded });
    expect((await by('127.0.0.2', '192.0.2.1')).status).toBe(200);
    expect((await by('127.0.0.2', '198.51.100.9, 192.0.2.1')).status).toBe(429);
    expect((await by('127.0.0.2', '198.51.100.9, 192.0.2.1, 10.1.2.3')).status).toBe(429);
    expect((await by('127.0.0.2', ['198.51.100.9', '192.0.2.1'])).status).toBe(429);
    expect((await by('127.0.0.2', '192.0.2.2, 10.1.2.3')).status).toBe(200);
    // nobody trusts these
    expect((await by('127.0.0.3', '192.0.2.3')).status).toBe(200);
    expect((await by('127.0.0.3', '192.0.2.4')).status).toBe(429);
    const addresses = gateway.logs.filter(({ msg }) => msg === 'request').map(({ address }) => address);
    expect(new Set(addresses)).toEqual(new Set(['192.0.2.1', '192.0.2.2', '127.0.0.3']));
  });

  it('of one network of IPv6 are one', async () => {
    const gateway = await start({ RATE_LIMIT: '1/1m', TRUST_PROXY: 'loopback' });
    const by = (forwarded: string): Promise<{ status: number }> =>
      getFrom('127.0.0.1', `${gateway.url}${PAGE}`, { 'X-Forwarded-For': forwarded });
    expect((await by('2001:db8:0:1::1')).status).toBe(200);
    expect((await by('2001:DB8::1:0:0:0:2')).status).toBe(429);
    expect((await by('2001:db8:0:2::1')).status).toBe(200);
    expect((await by('::ffff:192.0.2.1')).status).toBe(200);
    expect((await by('192.0.2.1')).status).toBe(429);
  });
});
