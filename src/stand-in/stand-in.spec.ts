import { DEMO_CREDENTIALS } from './demo-credentials.js';
import { generateImages } from './generate-images.js';
import { startStandIn, type StandIn } from './stand-in.js';
import type { StandInOptions } from './stand-in.types.js';

interface Answer {
  readonly header: { readonly isSuccessful: boolean; readonly resultCode: number };
  readonly images?: readonly { readonly id: string }[];
  readonly access?: { readonly token: { readonly id: string } };
}

const { appkey, username, password } = DEMO_CREDENTIALS;
const images = generateImages(150);
let upstream: StandIn;
let base: string;

async function start(options: StandInOptions = {}): Promise<void> {
  upstream = await startStandIn({ images, fixedToken: 'fixed', ...options });
  base = `${upstream.url}/v1.0/appkeys/${appkey}`;
}

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  expect(response.status).toBe(200);
  // The shape is what these tests check.
  return (await response.json()) as Answer;
}

const list = (query = '', token = 'fixed') =>
  ask(`${base}/images${query}`, { headers: { 'X-Auth-Token': token } });

async function login(): Promise<string> {
  const body = JSON.stringify({ auth: { username, password } });
  const { access } = await ask(`${base}/tokens`, { method: 'POST', body });
  return access?.token.id ?? '';
}

afterEach(() => upstream.close());

describe('a healthy upstream', () => {
  it('lists the images for a token that it issued', async () => {
    await start();
    const answer = await list('?limit=5', await login());
    expect(answer.header).toEqual({ isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' });
    expect(answer.images).toHaveLength(5);
  });

  it('has pages of 100 unless asked otherwise, and no page longer than the cap', async () => {
    await start({ maxLimit: 120 });
    expect((await list()).images).toHaveLength(100);
    expect((await list('?limit=500')).images).toHaveLength(120);
  });

  it.each([
    ['a malformed limit', '?limit=1e3', -4],
    ['limit 0', '?limit=0', -4],
    ['two limits', '?limit=1&limit=2', -4],
    ['a foreign marker', '?marker=foreign', -5],
  ])('answers %s with its code', async (_, query, code) => {
    await start();
    expect((await list(query)).header).toMatchObject({ isSuccessful: false, resultCode: code });
  });

  it('refuses a foreign appkey, and a missing, unknown or revoked token', async () => {
    await start();
    const token = await login();
    expect((await ask(`${upstream.url}/v1.0/appkeys/other/images`)).header.resultCode).toBe(-3);
    expect((await ask(`${base}/images`)).header.resultCode).toBe(30401);
    expect((await list('', 'unknown')).header.resultCode).toBe(30401);
    upstream.revokeTokens();
    expect((await list('', token)).header.resultCode).toBe(30401);
  });

  it('can refuse a token with the other code, and lets it expire by the clock it is given', async () => {
    let now = Date.UTC(2026, 0, 1);
    await start({ tokenRefusedCode: -3, tokenLifetimeSeconds: 10, now: () => now });
    const token = await login();
    expect((await list('', token)).header.isSuccessful).toBe(true);
    now += 10_000;
    expect((await list('', token)).header.resultCode).toBe(-3);
  });

  it('serves another catalogue at once', async () => {
    await start();
    upstream.images = generateImages(3);
    expect((await list()).images).toHaveLength(3);
  });

  it('compresses when it may and is asked to', async () => {
    await start({ gzip: true });
    const encoding = async (accepted: string) =>
      (await fetch(base, { headers: { 'Accept-Encoding': accepted } })).headers.get('content-encoding');
    expect([await encoding('gzip'), await encoding('identity')]).toEqual(['gzip', null]);
    expect((await list()).images).toHaveLength(100);
  });

  it('can be closed twice, and its port taken again', async () => {
    await start();
    const port = Number(new URL(upstream.url).port);
    await upstream.close();
    await upstream.close();
    await expect(fetch(upstream.url)).rejects.toThrow();
    await start({ port });
    expect((await list()).images).toHaveLength(100);
  });
});

describe('the record of calls', () => {
  it('tells what was asked, and is cleared on request', async () => {
    await start({ now: () => 42 });
    await login();
    await list('?limit=2&marker=m');
    expect([upstream.count('tokens'), upstream.count('images')]).toEqual([1, 1]);
    expect(upstream.calls[1]).toMatchObject({
      operation: 'images',
      method: 'GET',
      path: `/compute/v1.0/appkeys/${appkey}/images`,
      query: { limit: '2', marker: 'm' },
      headers: { 'x-auth-token': 'fixed' },
      at: 42,
    });
    expect(upstream.violations).toEqual([]);
    upstream.clearCalls();
    expect(upstream.calls).toEqual([]);
  });

  it.each([
    ['the delete operation', 'GET', '/images?%69d=1', 'delete'],
    ['another method', 'DELETE', '/images', 'no call'],
    ['a token lookup', 'GET', '/tokens?id=1', 'no call'],
    ['an unknown path', 'GET', '/flavors', 'no call'],
    ['a token in the query', 'GET', '/images?marker=fixed', 'credential'],
    ['an unknown parameter', 'GET', '/images?sort=name', 'unknown query parameter sort'],
  ])('holds %s against the client', async (_, method, path, reason) => {
    await start();
    await ask(base + path, { method, headers: { 'X-Auth-Token': 'fixed' } });
    expect(upstream.violations).toMatchObject([{ method }]);
    expect(upstream.violations[0]?.reason).toContain(reason);
  });

  it('answers the delete operation with -7', async () => {
    await start();
    expect((await list('?id=1')).header.resultCode).toBe(-7);
  });
});
