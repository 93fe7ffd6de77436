import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';

const API = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};
const KEY = { 'X-Api-Key': REFRESHER.key };
/** Names of software and versions of it. */
const BANNERS = ['server', 'x-powered-by', 'via', 'x-generator', 'x-aspnet-version'];
const SOFTWARE = /fastify|nestjs|express|node(\.js)?\/|llhttp|HPE_|ERR_|node_modules|\bat .*:\d+:\d+/i;

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig();
});

afterAll(() => rig.stop());

function keyed(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(rig.keyed.url, requestText(method, target, headers));
}

function expectHardened({ headers, body }: RawAnswer): void {
  expect(headers['set-cookie']).toBeUndefined();
  expect(headers).toMatchObject(API);
  expect(Object.keys(headers).filter((name) => BANNERS.includes(name))).toEqual([]);
  expect(Object.values(headers).join('\n') + body).not.toMatch(SOFTWARE);
}

describe('every answer tells browsers to do nothing with it, and nobody what made it', () => {
  it.each([
    ['a page', 200, 'GET', '/v1/images?limit=1', KEY],
    ['the same page again', 200, 'GET', '/v1/images?limit=1', KEY],
    ['its head', 200, 'HEAD', '/v1/images?limit=1', KEY],
    ['the catalogue', 200, 'GET', '/v1/catalog', KEY],
    ['a refresh', 202, 'POST', '/v1/catalog/refresh', KEY],
    ['the OpenAPI document', 200, 'GET', '/openapi.json', {}],
    ['a script of /docs', 200, 'GET', '/docs/start.js', {}],
    ['a bad query', 400, 'GET', '/v1/images?limit=x', KEY],
    ['no key', 401, 'GET', '/v1/images', {}],
    ['no scope', 403, 'POST', '/v1/catalog/refresh', { 'X-Api-Key': READER.key }],
    ['no image', 404, 'GET', '/v1/images/none', KEY],
    ['no route', 404, 'GET', '/nope', {}],
    ['another method', 405, 'DELETE', '/v1/images', KEY],
    ['a method that nobody knows', 405, 'BREW', '/v1/images', {}],
    ['TRACE', 405, 'TRACE', '/v1/images', KEY],
    ['CONNECT', 404, 'CONNECT', 'example.test:443', {}],
    ['a type that is not served', 406, 'GET', '/v1/images', { ...KEY, Accept: 'text/html' }],
    ['a long query', 414, 'GET', `/v1/images?q=${'a'.repeat(9_000)}`, KEY],
    ['a very long query', 414, 'GET', `/v1/images?q=${'a'.repeat(90_000)}`, KEY],
    ['large headers', 431, 'GET', '/v1/images', { 'X-Long': 'a'.repeat(20_000) }],
    ['no HTTP', 400, 'GET', '/v1/images/\xc3', {}],
  ])('%s: %i', async (_, status, method, target, headers) => {
    const answer = await keyed(target, headers, method);
    expect(answer.status).toBe(status);
    expectHardened(answer);
    if (status >= 400) expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('cookies that are sent change nothing', async () => {
    const { body } = await keyed('/v1/images?limit=1', KEY);
    const answer = await keyed('/v1/images?limit=1', { ...KEY, Cookie: 'session=1; X-Api-Key=other' });
    expect([answer.status, answer.body]).toEqual([200, body]);
    expect((await keyed('/v1/images', { Cookie: `X-Api-Key=${REFRESHER.key}` })).status).toBe(401);
  });

  it('304', async () => {
    const { headers } = await keyed('/v1/images?limit=1', KEY);
    const again = await keyed('/v1/images?limit=1', { ...KEY, 'If-None-Match': headers['etag'] ?? '' });
    expect(again.status).toBe(304);
    expectHardened(again);
  });

  it('what is asked through a connection that ends', async () => {
    expectHardened(await keyed('/v1/images?limit=1', { ...KEY, Connection: 'close' }));
  });
});

it('the page of /docs has a policy of its own, and no window of another page reaches it', async () => {
  const answer = await keyed('/docs');
  expectHardened({ ...answer, headers: { ...answer.headers, ...API } });
  expect(answer.headers).toMatchObject({
    ...API,
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; .*base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    ) as string,
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
});

it('the management port tells browsers the same', async () => {
  for (const path of ['/livez', '/metrics', '/nope']) {
    expect((await rawRequest(rig.open.managementUrl, requestText('GET', path))).headers).toMatchObject(API);
  }
});
