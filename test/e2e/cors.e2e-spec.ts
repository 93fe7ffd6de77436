import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER } from '../support/door-rig.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const PORTAL = 'https://portal.example.com';
const LOCAL = 'http://localhost:5173';
const CORS_ORIGINS = `${PORTAL},${LOCAL}`;
const KEY = { 'X-Api-Key': READER.key };
const PAGE = '/v1/images?limit=20';

let upstream: StandIn;
let keyFile: KeyFile;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
  keyFile = new KeyFile(READER);
  gateway = await startGateway({ upstreamUrl: upstream.url, env: keyed({ CORS_ORIGINS }) });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  keyFile.discard();
});

function keyed(env: Record<string, string>): Record<string, string> {
  return { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path, ...env };
}

function ask(target: string, headers: Record<string, string>, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(gateway.url, requestText(method, target, headers));
}

function preflight(origin: string, target = PAGE, method = 'GET'): Promise<RawAnswer> {
  return ask(target, { Origin: origin, 'Access-Control-Request-Method': method }, 'OPTIONS');
}

function corsOf({ headers }: RawAnswer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
}

function words(value: unknown): string[] {
  return String(value)
    .split(',')
    .map((word) => word.trim().toLowerCase());
}

const READABLE = {
  'access-control-allow-origin': PORTAL,
  'access-control-expose-headers': expect.stringMatching(/\S/) as unknown,
};

describe('an answer to browser code of an origin in CORS_ORIGINS', () => {
  it.each<[string, string, Record<string, string>, number, string?]>([
    ['a page', '/v1/images?limit=3', KEY, 200],
    ['an image that is not there', '/v1/images/none', KEY, 404],
    ['the state of the catalogue', '/v1/catalog', KEY, 200],
    ['a bad query', '/v1/images?limit=0', KEY, 400],
    ['no credential', '/v1/images', {}, 401],
    ['no right', '/v1/catalog/refresh', KEY, 403, 'POST'],
    ['no route', '/nope', {}, 404],
    ['no route of the API', '/v1/nope', KEY, 404],
    ['another method', '/v1/images', KEY, 405, 'DELETE'],
    ['another type', '/v1/images', { ...KEY, Accept: 'text/html' }, 406],
    ['a long query', `/v1/images?q=${'a'.repeat(9_000)}`, KEY, 414],
    ['the document', '/openapi.json', {}, 200],
    ['a page without a body', '/v1/images?limit=4', KEY, 200, 'HEAD'],
  ])('may be read: %s', async (_, target, headers, status, method = 'GET') => {
    const answer = await ask(target, { ...headers, Origin: PORTAL }, method);
    expect(answer.status).toBe(status);
    expect(corsOf(answer)).toEqual(READABLE);
    expect(words(answer.headers['vary'])).toContain('origin');
  });

  it('may be read each time it is sent again, and as 304', async () => {
    const [first, again] = [
      await ask(PAGE, { ...KEY, Origin: PORTAL }),
      await ask(PAGE, { ...KEY, Origin: PORTAL }),
    ];
    expect([corsOf(first), corsOf(again)]).toEqual([READABLE, READABLE]);
    const same = { ...KEY, Origin: LOCAL, 'If-None-Match': String(first.headers['etag']) };
    const unchanged = await ask(PAGE, same);
    expect(unchanged.status).toBe(304);
    expect(corsOf(unchanged)).toEqual({ ...READABLE, 'access-control-allow-origin': LOCAL });
    expect(unchanged.headers['vary']).toBe('Accept, Accept-Encoding, Origin');
    const kept = { ...same, Connection: 'close', 'If-None-Match': 'W/"another"' };
    expect(corsOf(await ask(PAGE, kept))).toEqual({ ...READABLE, 'access-control-allow-origin': LOCAL });
  });

  it('lets it read what clients of the API need, once each', async () => {
    const { headers } = await ask(PAGE, { ...KEY, Origin: PORTAL });
    const exposed = words(headers['access-control-expose-headers']);
    expect(new Set(exposed).size).toBe(exposed.length);
    for (const name of ['etag', 'link', 'age', 'x-request-id', 'ratelimit', 'retry-after', 'cache-status'])
      expect(exposed).toContain(name);
  });
});

describe('an answer to anybody else', () => {
  it.each([
    'https://portal.example.com.evil.example',
    'http://portal.example.com',
    'https://portal.example.com:444',
    'https://PORTAL.example.com',
    'https://evil.example',
    'null',
    '',
    `${PORTAL}, ${LOCAL}`,
  ])('is not readable for the origin %j, and says that it depends on it', async (origin) => {
    for (const target of ['/v1/images?limit=20', '/v1/images?limit=0', '/v1/nope']) {
      const answer = await ask(target, { ...KEY, Origin: origin });
      expect(corsOf(answer)).toEqual({});
      expect(words(answer.headers['vary'])).toContain('origin');
    }
  });

  it('says that it depends on the origin also where there was none', async () => {
    expect((await ask(PAGE, KEY)).headers['vary']).toBe('Accept, Accept-Encoding, Origin');
    expect(corsOf(await ask(PAGE, KEY))).toEqual({});
  });
});

describe('a preflight', () => {
  it.each([
    [PAGE, 'GET'],
    ['/v1/images/x', 'HEAD'],
    ['/v1/catalog/refresh', 'POST'],
  ])('for %s gives leave without a credential', async (target, method) => {
    const answer = await preflight(LOCAL, target, method);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(answer.headers['access-control-allow-origin']).toBe(LOCAL);
    expect(words(answer.headers['access-control-allow-methods'])).toEqual(['get', 'head', 'post']);
    const sent = words(answer.headers['access-control-allow-headers']);
    for (const name of ['x-api-key', 'authorization', 'if-none-match', 'x-request-id'])
      expect(sent).toContain(name);
    expect(Number(answer.headers['access-control-max-age'])).toBeGreaterThan(0);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(words(answer.headers['vary'])).toContain('origin');
  });

  it('of another origin, or none, is answered as any OPTIONS', async () => {
    for (const answer of [
      await preflight('https://evil.example'),
      await ask(PAGE, { Origin: PORTAL }, 'OPTIONS'),
      await ask(PAGE, { 'Access-Control-Request-Method': 'GET' }, 'OPTIONS'),
    ])
      expect([answer.status, answer.headers['access-control-allow-methods']]).toEqual([401, undefined]);
    expect((await ask(PAGE, { ...KEY, Origin: PORTAL }, 'OPTIONS')).status).toBe(405);
  });

  it('tells nobody which paths there are under /v1', async () => {
    const [there, ...others] = await Promise.all(
      ['/v1/images', '/v1/nope', '/v1/%69mages', '/v1/catalog/refresh'].map((path) =>
        preflight(PORTAL, path),
      ),
    );
    expect(there!.status).toBe(204);
    const ofMoment = { date: '', 'x-request-id': '' };
    for (const { status, headers, body } of others) {
      expect({ status, body, headers: { ...headers, ...ofMoment } }).toEqual({
        status: 204,
        body: '',
        headers: { ...there!.headers, ...ofMoment },
      });
    }
  });

  it('for a path elsewhere that leads nowhere gives none', async () => {
    expect((await preflight(PORTAL, '/nope')).status).toBe(404);
  });
});

describe('without CORS_ORIGINS', () => {
  let closed: TestGateway;

  beforeAll(async () => {
    closed = await startGateway({ upstreamUrl: upstream.url, env: keyed({}) });
  });

  afterAll(() => closed.stop());

  it('nothing of CORS is said', async () => {
    for (const method of ['GET', 'GET', 'OPTIONS', 'DELETE']) {
      const sent = { ...KEY, Origin: PORTAL, 'Access-Control-Request-Method': 'GET' };
      const answer = await rawRequest(closed.url, requestText(method, PAGE, sent));
      expect(answer.status).toBe(method === 'GET' ? 200 : 405);
      expect(corsOf(answer)).toEqual({});
      expect(answer.headers['vary']).toBe(method === 'GET' ? 'Accept, Accept-Encoding' : undefined);
    }
  });
});

describe('a refusal for overload', () => {
  it('may be read as well', async () => {
    const hung = await startStandIn({ images: generateImages(3) });
    hung.fail('images', { kind: 'hang', at: 'headers' });
    const env = { CORS_ORIGINS, MAX_REQUESTS_IN_FLIGHT: '1' };
    const busy = await startGateway({ upstreamUrl: hung.url, env });
    const waiting = rawRequest(busy.url, requestText('GET', PAGE));
    const text = requestText('GET', '/v1/images?limit=21', { Origin: PORTAL });
    let answer = await rawRequest(busy.url, text);
    for (let tries = 0; answer.status !== 503 && tries < 20; tries++)
      answer = await rawRequest(busy.url, text);
    expect([answer.status, corsOf(answer)]).toEqual([503, READABLE]);
    await Promise.all([busy.stop(), hung.close()]);
    await waiting.catch(() => undefined);
  });
});
