import fc from 'fast-check';

import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from '../support/door-rig.js';

const RUNS = 400;
const ROUTES = [
  '/v1/images',
  '/v1/images/ID',
  '/v1/catalog',
  '/v1/catalog/refresh',
  '/openapi.json',
  '/docs',
];
const OPEN = [
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
];
const ORIGINS = ['', 'http://gateway.test', 'HTTPS://[::1]:1'];
/** With `http:/` the first part of a path becomes a host, as in `http://docs;/v1/images`, which is one by right. */
const NO_ORIGINS = ['http://', 'http://u@gateway.test', 'ftp://gateway.test', 'http://a:b', 'http:/', 'x:'];
const SECRETS = /"items"|"sources"|"properties"|"refresh"/;

interface Spelling {
  readonly path: string;
  readonly origin: string;
  readonly target: string;
}

let rig: DoorRig;
let imageId = '';

beforeAll(async () => {
  rig = await startDoorRig();
  const { body } = await rawRequest(rig.open.url, requestText('GET', '/v1/images?limit=1&fields=id'));
  imageId = (JSON.parse(body) as { items: { id: string }[] }).items[0]!.id;
});

afterAll(() => rig.stop());

function ask(target: string, method: string, headers = {}): Promise<RawAnswer> {
  return rawRequest(rig.keyed.url, requestText(method, target, headers));
}

const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** What is done to a path at one of its places. */
const MUTATIONS: readonly ((path: string, at: number) => string)[] = [
  (path, at) => path.slice(0, at) + percent(path[at] ?? '/') + path.slice(at + 1),
  (path, at) => path.slice(0, at) + percent(path[at] ?? '/').toUpperCase() + path.slice(at + 1),
  (path, at) => path.slice(0, at) + percent(path[at] ?? '/').replace('%', '%25') + path.slice(at + 1),
  (path, at) => path.slice(0, at) + (path[at] ?? '').toUpperCase() + path.slice(at + 1),
  ...[
    '/',
    '//',
    '/.',
    '/./',
    '/..',
    '/../',
    '\\',
    '%2f',
    '%5c',
    '%2e%2e/',
    '%00',
    ';',
    ';x=1',
    '%3b',
    '%20',
  ].map((piece) => (path: string, at: number) => path.slice(0, at) + piece + path.slice(at)),
  ...[
    '%',
    '%c0%af',
    '%ef%bc%8f',
    '%u002f',
    '%e2%80%ae',
    '#',
    '%23',
    '%3f',
    ':',
    '@',
    '*',
    '.json',
    '~',
    '+',
  ].map((piece) => (path: string, at: number) => path.slice(0, at) + piece + path.slice(at)),
  (path) => `/x/..${path}`,
  (path) => `/docs/..${path}`,
  (path) => `/openapi.json/..${path}`,
  (path) => `/docs;${path}`,
  (path) => `//gateway.test${path}`,
];

const mutation = fc.tuple(fc.constantFrom(...MUTATIONS), fc.nat({ max: 30 }));
const targets: fc.Arbitrary<Spelling> = fc
  .tuple(
    fc.constantFrom(...ROUTES),
    fc.array(mutation, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', ...ORIGINS, ...NO_ORIGINS.filter((origin) => origin !== 'http:/')),
    fc.constantFrom('', '?', '?limit=1', '?/docs', '?x=/openapi.json'),
  )
  .map(([route, mutations, origin, query]) => {
    const path = mutations.reduce(
      // what stands before the first slash would belong to the host
      (text, [mutate, at]) => mutate(text, origin === '' ? at % text.length : 1 + (at % text.length)),
      route.replace('ID', imageId),
    );
    return { path, origin, target: origin + path + query };
  });
const methods = fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'PUT');

describe('however a path is spelt', () => {
  it('nobody without a key gets anything but the documentation', async () => {
    const check = async (target: string, path: string, method: string): Promise<void> => {
      const { status, body } = await ask(target, method);
      if (OPEN.includes(path.split('?', 1)[0] ?? '')) return;
      expect([400, 401, 404, 405]).toContain(status);
      expect(body).not.toMatch(SECRETS);
    };
    await fc.assert(
      fc.asyncProperty(targets, methods, ({ target, path }, method) => check(target, path, method)),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('a client gets an answer under the exact one only, and 401 is said to whoever has no key for it', async () => {
    const exact = new Set(ROUTES.map((route) => route.replace('ID', imageId)));
    const check = async ({ target, path, origin }: Spelling): Promise<void> => {
      const [client, stranger] = await Promise.all([
        ask(target, 'GET', { 'X-Api-Key': READER.key }),
        ask(target, 'GET'),
      ]);
      if (client.status === 200)
        expect([exact.has(path.split('?', 1)[0] ?? ''), ORIGINS.includes(origin)]).toEqual([true, true]);
      else expect([400, 403, 404, 405]).toContain(client.status);
      // under /v1 the two differ, elsewhere they do not
      if (client.status !== 400) expect([client.status, 401]).toContain(stranger.status);
      if (/^\/v1(\/|$)/.test(path.split('?', 1)[0] ?? '') && target.startsWith('/'))
        expect([400, 401]).toContain(stranger.status);
    };
    await fc.assert(fc.asyncProperty(targets, check), { numRuns: RUNS });
  }, 60_000);

  it.each(NO_ORIGINS)('nothing is found behind %s, which is no address of a server', async (origin) => {
    const { status } = await ask(`${origin}/v1/images`, 'GET', { 'X-Api-Key': READER.key });
    expect([400, 404]).toContain(status);
  });

  it('X-Original-URL, X-Rewrite-URL and their like change nothing', async () => {
    for (const name of [
      'X-Original-URL',
      'X-Rewrite-URL',
      'X-Forwarded-Uri',
      'X-Forwarded-Prefix',
      'X-HTTP-Method-Override',
    ]) {
      const value = name === 'X-HTTP-Method-Override' ? 'POST' : '/docs';
      expect((await ask('/v1/images', 'GET', { [name]: value })).status).toBe(401);
      expect((await ask('/nope', 'GET', { [name]: '/openapi.json' })).status).toBe(404);
    }
  });

  it('no user agent or address of a prober is let in', async () => {
    for (const headers of [
      { 'User-Agent': 'kube-probe/1.30' },
      { 'User-Agent': 'GoogleHC/1.0' },
      { 'X-Forwarded-For': '127.0.0.1' },
      { Forwarded: 'for=127.0.0.1' },
      { 'X-Real-IP': '::1' },
    ])
      expect((await ask('/v1/images', 'GET', headers)).status).toBe(401);
  });
});
