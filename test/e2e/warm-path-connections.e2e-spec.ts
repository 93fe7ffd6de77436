import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import { requestCounts, requestLines } from '../support/warm-exchange.js';

const ALICE = { client: 'alice', key: 'alice-key-1' };
const BOB = { client: 'bob', key: 'alice-key-2' };
const CAROL = { client: 'carol', key: 'carol-key-1', scopes: ['catalog:refresh'] };
const GUEST = { client: 'guest', key: 'guest-key', expiresAt: '2026-01-05T02:00:30Z' };
/** The first one has a description that no socket takes at once. */
const LARGE = generateImages(60).map((image, at) =>
  at > 0 ? image : { ...image, properties: { ...image.properties, description: 'large '.repeat(1_200_000) } },
);
const FILE_CHECK_MS = 1_000;

let upstream: StandIn;
let clock: ManualClock;
let keyFile: KeyFile;
let gateway: TestGateway;
let connection: RawConnection;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
});

afterAll(() => upstream.close());

beforeEach(async () => {
  clock = new ManualClock();
  keyFile = new KeyFile(ALICE, BOB, CAROL, GUEST);
  const env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path };
  gateway = await startGateway({ upstreamUrl: upstream.url, clock, env });
  connection = await RawConnection.open(gateway.url);
  expect((await ask('/v1/images', ALICE.key)).status).toBe(200);
});

afterEach(async () => {
  connection.close();
  await gateway.stop();
  keyFile.discard();
});

function text(target: string, key?: string, method = 'GET', headers: Record<string, string> = {}): string {
  return requestText(method, target, { ...(key === undefined ? {} : { 'X-Api-Key': key }), ...headers });
}

/** Asks on the one connection of the test. */
function ask(target: string, key?: string, method = 'GET'): Promise<RawAnswer> {
  connection.send(text(target, key, method));
  return connection.answer(method);
}

async function statusesOf(...keys: (string | undefined)[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const key of keys) statuses.push((await ask('/v1/images?limit=2', key)).status);
  return statuses;
}

/** Files are looked at by the machine's clock. */
function untilNoticed(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, FILE_CHECK_MS + 50));
}

describe('on one connection', () => {
  it('each request counts as that of its own key', async () => {
    const keys = [ALICE.key, BOB.key, ALICE.key, CAROL.key, undefined, BOB.key, 'alice-key-3', '', ALICE.key];
    expect(await statusesOf(...keys)).toEqual([200, 200, 200, 403, 401, 200, 401, 401, 200]);
    expect(await statusesOf(...keys)).toEqual([200, 200, 200, 403, 401, 200, 401, 401, 200]);
    const clients = requestLines(gateway).map(({ client }) => client);
    // who has no right to read is known, but not let in
    const expected = ['alice', 'bob', 'alice', undefined, undefined, 'bob', undefined, undefined, 'alice'];
    expect(clients.slice(1)).toEqual([...expected, ...expected]);
  });

  it('a key is refused from the moment on that it expires', async () => {
    expect(await statusesOf(GUEST.key, GUEST.key)).toEqual([200, 200]);
    clock.advance(29_999);
    expect(await statusesOf(GUEST.key)).toEqual([200]);
    clock.advance(1);
    expect(await statusesOf(GUEST.key, ALICE.key, GUEST.key)).toEqual([401, 200, 401]);
  });

  it('a key that was taken away is refused, and one that lost or won a scope is taken for what it is', async () => {
    expect(await statusesOf(BOB.key, CAROL.key, ALICE.key, ALICE.key)).toEqual([200, 403, 200, 200]);
    keyFile.write({ ...BOB, scopes: ['catalog:refresh'] }, { ...CAROL, scopes: ['images:read'] });
    await untilNoticed();
    expect(await statusesOf(ALICE.key, BOB.key, CAROL.key, ALICE.key)).toEqual([401, 403, 200, 401]);
  });

  it('a key stays valid while its file is gone or wrong', async () => {
    expect(await statusesOf(ALICE.key, ALICE.key)).toEqual([200, 200]);
    keyFile.writeText('[{');
    await untilNoticed();
    expect(await statusesOf(ALICE.key, 'wrong', ALICE.key)).toEqual([200, 401, 200]);
  });

  it('requests that are sent at once are answered in their order, whichever way they go', async () => {
    const id = generateImages(1)[0]!.id;
    const requests: [string, string][] = Array.from({ length: 40 }, (_, at) => {
      const targets = [`/v1/images?limit=1&offset=${at}`, '/v1/images', `/v1/images/${id}`, '/v1/none'];
      return [at % 7 === 3 ? 'HEAD' : 'GET', targets[at % 4]!];
    });
    const expected = [];
    for (const [method, target] of requests) {
      const { status, body } = await ask(target, ALICE.key, method);
      expected.push([status, status === 404 ? '' : body]);
    }
    connection.close();
    await gateway.stop();
    const env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path };
    gateway = await startGateway({ upstreamUrl: upstream.url, clock, env });
    connection = await RawConnection.open(gateway.url);
    for (let time = 0; time < 2; time++) {
      connection.send(requests.map(([method, target]) => text(target, ALICE.key, method)).join(''));
      const answers = [];
      for (const [method] of requests) {
        const { status, body } = await connection.answer(method);
        answers.push([status, status === 404 ? '' : body]);
      }
      expect(answers).toEqual(expected);
    }
    await eventually(
      () => requestLines(gateway).length,
      (lines) => lines === 2 * requests.length,
    );
  });

  it('a body that nobody reads does not get into the way of the next request', async () => {
    const body = 'GET /v1/none HTTP/1.1\r\n\r\n';
    for (let time = 0; time < 3; time++) {
      connection.send(
        text('/v1/images', ALICE.key, 'GET', { 'Content-Length': String(body.length) }) +
          body +
          text('/v1/images?limit=1', ALICE.key) +
          text('/v1/images', ALICE.key, 'GET', { 'Transfer-Encoding': 'chunked' }) +
          `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
      const limits = [];
      for (let answer = 0; answer < 3; answer++) {
        limits.push((JSON.parse((await connection.answer()).body) as { page: { limit: number } }).page.limit);
      }
      expect(limits).toEqual([50, 1, 50]);
    }
    expect(connection.rest).toBe('');
  });
});

describe('a caller that goes away in the middle of a large page', () => {
  it('is logged and counted as 499, and nobody else is the worse for it', async () => {
    upstream.images = LARGE;
    clock.advance(54_000);
    const target = `/v1/images/${LARGE[0]!.id}`;
    const headers = { 'x-api-key': ALICE.key, 'accept-encoding': 'identity' };
    const length = async (): Promise<number> =>
      (await (await fetch(gateway.url + target, { headers })).text()).length;
    // an image of this size takes its time to be prepared
    await eventually(length, (found) => found > 14_000_000, 30_000);
    await length();
    const leaving = await RawConnection.open(gateway.url);
    leaving.send(text(target, ALICE.key, 'GET', { 'X-Request-Id': 'leaving' }));
    // one turn of the event loop reads one piece
    while (leaving.rest === '') await new Promise((resolve) => setImmediate(resolve));
    leaving.close();
    const line = await eventually(
      () => requestLines(gateway).find(({ requestId }) => requestId === 'leaving'),
      (found) => found !== undefined,
    );
    expect(line).toMatchObject({ client: 'alice', status: 499, cache: 'image-gateway; hit; ttl=60' });
    const counts = await requestCounts(gateway);
    expect(counts['method="GET",route="/v1/images/:id",status="499"']).toBe(1);
    expect(await length()).toBeGreaterThan(14_000_000);
    upstream.images = generateImages(60);
  });
});
