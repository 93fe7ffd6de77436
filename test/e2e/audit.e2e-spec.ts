import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const OPERATOR = { client: 'operator', key: 'operator-key', scopes: ['images:read', 'catalog:refresh'] };
const READER = { client: 'reader', key: 'reader-key-1' };
const EXPIRED = { client: 'gone', key: 'gone-key', expiresAt: '2026-01-05T01:59:59Z' };

const clock = new ManualClock();
const keyFile = new KeyFile(OPERATOR, READER, EXPIRED);
let upstream: StandIn;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(20) });
  const env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path };
  gateway = await startGateway({ upstreamUrl: upstream.url, clock, env });
  expect((await ask({ 'X-Api-Key': READER.key })).status).toBe(200);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  keyFile.discard();
});

beforeEach(() => clock.advance(1_000));

function ask(headers: Record<string, string>, target = '/v1/images', method = 'GET'): Promise<RawAnswer> {
  return rawRequest(gateway.url, requestText(method, target, headers));
}

function lines(msg: string): Readonly<Record<string, unknown>>[] {
  return gateway.logs.filter((line) => line['msg'] === msg);
}

async function metrics(): Promise<string> {
  return (await fetch(`${gateway.managementUrl}/metrics`)).text();
}

describe('a failed authentication', () => {
  it.each<[string, Record<string, string>, object]>([
    ['no key', {}, { credential: 'none', reason: 'missing' }],
    [
      'a token where keys are asked for',
      { Authorization: 'Bearer a.b.c' },
      { credential: 'none', reason: 'missing' },
    ],
    ['an unknown key', { 'X-Api-Key': 'canary-key' }, { credential: 'api-key', reason: 'unknown' }],
    [
      'an expired key',
      { 'X-Api-Key': EXPIRED.key },
      { credential: 'api-key', reason: 'expired', client: 'gone' },
    ],
    [
      'a key twice',
      { 'X-Api-Key': `canary\r\nX-Api-Key: canary` },
      { credential: 'api-key', reason: 'repeated' },
    ],
  ])('is logged with its reason and without the credential: %s', async (_what, headers, told) => {
    const id = 'a-failure';
    const count = lines('authentication failed').length;
    expect((await ask({ ...headers, 'X-Request-Id': id }, '/v1/images/x?canary=1')).status).toBe(401);
    const [line, ...others] = lines('authentication failed').slice(count);
    expect(others).toEqual([]);
    expect(line).toEqual({
      level: 'warn',
      time: expect.any(String) as string,
      requestId: id,
      address: '127.0.0.1',
      method: 'GET',
      route: '/v1/images/:id',
      ...told,
      msg: 'authentication failed',
    });
    expect(JSON.stringify(gateway.logs)).not.toContain('canary-key');
  });

  it('is counted by reason', async () => {
    const name = 'gateway_authentication_failures_total{credential="api-key",reason="unknown"}';
    const count = async (): Promise<number> =>
      Number(
        (await metrics())
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.slice(name.length) ?? 0,
      );
    const before = await count();
    await ask({ 'X-Api-Key': 'wrong' }, '/v1/nope');
    expect(await count()).toBe(before + 1);
  });

  it('that comes a thousand times is told a thousand times: nobody hides behind others', async () => {
    const count = lines('authentication failed').length;
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask({ 'X-Api-Key': 'wrong' })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    const told = lines('authentication failed').slice(count);
    expect(new Set(told.map(({ requestId }) => requestId)).size).toBe(1_000);
  });

  it('is none where nobody needs a credential', async () => {
    const count = lines('authentication failed').length;
    await ask({ 'X-Api-Key': 'wrong' }, '/docs');
    await ask({}, '/nope');
    expect(lines('authentication failed')).toHaveLength(count);
  });
});

describe('a forced refresh', () => {
  it('is logged with client, request id and outcome', async () => {
    const headers = { 'X-Api-Key': OPERATOR.key, 'X-Request-Id': 'the-refresh' };
    expect((await ask(headers, '/v1/catalog/refresh', 'POST')).status).toBe(202);
    expect(lines('refresh forced')).toEqual([
      expect.objectContaining({
        level: 'info',
        client: 'operator',
        requestId: 'the-refresh',
        outcome: expect.stringMatching(/^(started|joined|recent)$/) as string,
      }),
    ]);
  });

  it('that is not allowed is not logged as one', async () => {
    const count = lines('refresh forced').length;
    expect((await ask({ 'X-Api-Key': READER.key }, '/v1/catalog/refresh', 'POST')).status).toBe(403);
    expect(lines('refresh forced')).toHaveLength(count);
  });
});

describe('a client’s last use', () => {
  const lastUses = async (): Promise<string[]> =>
    (await metrics()).split('\n').filter((line) => line.startsWith('gateway_client_last_used'));

  it('is a metric, of clients of the key file that were let in', async () => {
    const name = 'gateway_client_last_used_timestamp_seconds';
    await ask({ 'X-Api-Key': OPERATOR.key });
    const then = clock.now();
    clock.advance(7_000);
    await ask({ 'X-Api-Key': READER.key });
    await ask({ 'X-Api-Key': EXPIRED.key });
    await ask({ 'X-Api-Key': 'wrong' });
    expect(await lastUses()).toEqual([
      `${name}{client="operator"} ${then / 1_000}`,
      `${name}{client="reader"} ${clock.now() / 1_000}`,
    ]);
  });
});

describe('a change of the key file', () => {
  it('is logged by the names of clients: a key is changed without a gap, and the old one goes', async () => {
    expect(lines('key file loaded')).toEqual([expect.objectContaining({ keys: 3, clients: 3 })]);
    expect(lines('key file loaded')[0]).not.toHaveProperty('added');
    const next = { client: 'reader', key: 'reader-key-2' };
    const statuses = async (): Promise<number[]> =>
      Promise.all([READER, next].map(async ({ key }) => (await ask({ 'X-Api-Key': key })).status));
    const settled = (wanted: readonly number[]): Promise<unknown> =>
      eventually(statuses, (found) => found.join() === wanted.join());

    keyFile.write(OPERATOR, READER, next, { client: 'new', key: 'new-key' });
    await settled([200, 200]);
    expect(lines('key file loaded').at(-1)).toMatchObject({
      level: 'info',
      keys: 4,
      clients: 3,
      added: ['new'],
      removed: ['gone'],
      changed: ['reader'],
    });
    keyFile.write(OPERATOR, next);
    await settled([401, 200]);
    expect(lines('key file loaded').at(-1)).toMatchObject({
      added: [],
      removed: ['new'],
      changed: ['reader'],
    });
    expect(JSON.stringify(lines('key file loaded'))).not.toMatch(/[0-9a-f]{64}/);
  });
});
