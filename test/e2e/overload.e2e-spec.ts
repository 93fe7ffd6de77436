import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import { requestCounts, requestLines } from '../support/warm-exchange.js';

const KEY = 'reader-key-1';
const MOST = 3;

let upstream: StandIn;
let keyFile: KeyFile;
let clock: ManualClock;
let gateway: TestGateway;
let waiting: RawConnection[];

/** A gateway whose upstream keeps silent, and as many requests that wait for it as it takes. */
beforeEach(async () => {
  clock = new ManualClock();
  upstream = await startStandIn({ images: generateImages(60) });
  upstream.fail('images', { kind: 'hang', at: 'headers' });
  keyFile = new KeyFile({ client: 'reader', key: KEY });
  const env = {
    ACCESS_MODE: 'api-key',
    ACCESS_KEYS_FILE: keyFile.path,
    MAX_REQUESTS_IN_FLIGHT: String(MOST),
  };
  gateway = await startGateway({ upstreamUrl: upstream.url, clock, env });
  waiting = await Promise.all(Array.from({ length: MOST }, () => RawConnection.open(gateway.url)));
  for (const connection of waiting) connection.send(text('/v1/images'));
  await inFlight(MOST);
});

afterEach(async () => {
  waiting.forEach((connection) => connection.close());
  await upstream.close();
  const stopped = gateway.stop();
  clock.advance(60_000);
  await stopped;
  keyFile.discard();
});

function text(target: string, headers: Record<string, string> = {}, method = 'GET'): string {
  return requestText(method, target, { 'X-Api-Key': KEY, ...headers });
}

function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(gateway.url, text(target, headers, method));
}

async function metric(name: string): Promise<number> {
  const page = await (await fetch(`${gateway.managementUrl}/metrics`)).text();
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

/** Waits until so many requests are in flight. */
function inFlight(count: number): Promise<number> {
  return eventually(
    () => metric('gateway_http_requests_in_flight'),
    (found) => found === count,
  );
}

function overloadLines(): unknown[] {
  return gateway.logs
    .filter(({ msg }) => String(msg).startsWith('overload'))
    .map(({ level, msg, reason, turnedAway }) => [level, msg, reason, turnedAway]);
}

describe('a request beyond MAX_REQUESTS_IN_FLIGHT', () => {
  it('is refused at once, with all that belongs to a problem', async () => {
    const answer = await ask('/v1/images?limit=5', { 'X-Request-Id': 'the-fourth' });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({
      'retry-after': '1',
      'cache-control': 'no-store',
      'x-request-id': 'the-fourth',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/problem+json; charset=utf-8',
      connection: 'keep-alive',
    });
    expect(JSON.parse(answer.body)).toEqual({
      type: '/problems/overloaded',
      title: 'Overloaded',
      status: 503,
      code: 'OVERLOADED',
      detail: 'This instance has more to do than it can; send the request again later.',
      requestId: 'the-fourth',
    });
    expect(requestLines(gateway)).toMatchObject([
      { requestId: 'the-fourth', client: 'reader', path: '/v1/images', parameters: 'limit', status: 503 },
    ]);
    expect(await requestCounts(gateway)).toEqual({ 'method="GET",route="unrouted",status="503"': 1 });
  });

  it.each([
    ['HEAD', '/v1/images'],
    ['GET', '/v1/catalog'],
    ['POST', '/v1/catalog/refresh'],
    ['GET', '/v1/nothing'],
    ['GET', '/docs'],
    ['GET', '/nothing'],
  ])('is refused whatever it asks for: %s %s', async (method, target) => {
    const answer = await ask(target, {}, method);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.body === '').toBe(method === 'HEAD');
  });

  it.each([
    ['/v1/images', 401],
    ['/v1/%69mages', 401],
    ['http://gateway.test/v1/images', 401],
    ['/v1//', 401],
    ['/docs', 503],
    ['/nothing', 503],
  ])('without a valid key at %s is answered %i', async (target, status) => {
    for (const key of ['wrong', '']) {
      const answer = await ask(target, { 'X-Api-Key': key });
      expect(answer.status).toBe(status);
    }
  });

  it('without a valid key is answered as it would be otherwise', async () => {
    const target = '/v1/images';
    const overloaded = await ask(target, { 'X-Api-Key': 'wrong', 'X-Request-Id': 'a-stranger' });
    await letGo();
    const otherwise = await ask(target, { 'X-Api-Key': 'wrong', 'X-Request-Id': 'a-stranger' });
    expect({ ...otherwise.headers, date: '' }).toEqual({ ...overloaded.headers, date: '' });
    expect(overloaded.body).toBe(otherwise.body);
  });

  it('leaves its connection as it is, body or not', async () => {
    const connection = await RawConnection.open(gateway.url);
    waiting.push(connection);
    connection.send(`${text('/v1/images', { 'Content-Length': '5' }, 'POST')}01234${text('/docs')}`);
    expect((await connection.answer()).status).toBe(503);
    expect((await connection.answer()).status).toBe(503);
    connection.send(text('/v1/images'));
    expect((await connection.answer()).status).toBe(503);
  });

  it('does not get in the way of the operator', async () => {
    const probes = ['livez', 'readyz', 'metrics'].map((path) => fetch(`${gateway.managementUrl}/${path}`));
    expect((await Promise.all(probes)).map(({ status }) => status)).toEqual([200, 503, 200]);
  });

  it('is told in one line when that begins and one when it has ended, and counted', async () => {
    for (let time = 0; time < 5; time++) await ask('/v1/images');
    await ask('/v1/images', { 'X-Api-Key': 'wrong' });
    clock.advance(1_000);
    await ask('/v1/images');
    const began = ['warn', 'overload began: callers are turned away', 'requests_in_flight', undefined];
    clock.advance(1_000);
    expect(overloadLines()).toEqual([began]);
    clock.advance(1_000);
    expect(overloadLines()).toEqual([began, ['info', 'overload ended', 'requests_in_flight', 6]]);
    expect(await metric('gateway_shed_total{reason="requests_in_flight"}')).toBe(6);
    await ask('/v1/images');
    expect(overloadLines()).toHaveLength(3);
  });
});

describe('requests in flight', () => {
  it('are answered when what they wait for is there, and make room', async () => {
    expect((await ask('/v1/images')).status).toBe(503);
    await letGo();
    for (const connection of waiting) expect((await connection.answer()).status).toBe(200);
    await inFlight(0);
    for (const target of ['/v1/images', '/v1/images?limit=7', '/v1/catalog', '/docs', '/nothing']) {
      expect((await ask(target)).status).not.toBe(503);
    }
    await inFlight(0);
  });

  it('are those of callers who went away as well, for as long as there is something to do for them', async () => {
    waiting.splice(0).forEach((connection) => connection.close());
    await eventually(
      () => requestLines(gateway).length,
      (lines) => lines === MOST,
    );
    expect((await ask('/v1/images')).status).toBe(503);
    await letGo();
    await inFlight(0);
  });

  it('that came in one piece on one connection are not more than allowed either', async () => {
    waiting[0]!.send(text('/v1/images').repeat(5));
    await eventually(
      () => metric('gateway_shed_total{reason="requests_in_flight"}'),
      (count) => count === 5,
    );
    await letGo();
    const statuses = [];
    for (let answer = 0; answer < 6; answer++) statuses.push((await waiting[0]!.answer()).status);
    expect(statuses).toEqual([200, 503, 503, 503, 503, 503]);
    await inFlight(0);
  });
});

/** Lets the upstream answer. */
async function letGo(): Promise<void> {
  upstream.heal();
  await eventually(
    async () => (await fetch(`${gateway.managementUrl}/readyz`)).status,
    (status) => status === 200,
  );
}
