import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

import { DEMO_CREDENTIALS } from './demo-credentials.js';
import type { Fault } from './fault.js';
import { generateImages } from './generate-images.js';
import { startStandIn, type StandIn } from './stand-in.js';

interface Answer {
  readonly header: { readonly resultCode: number; readonly resultMessage: string };
  readonly images?: readonly unknown[];
  readonly access?: { readonly token: Readonly<Record<string, string>> };
}

const { appkey, username, password } = DEMO_CREDENTIALS;
const SOON = 300;
let upstream: StandIn;
let base: string;

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(20), fixedToken: 'fixed-token' });
  base = `${upstream.url}/v1.0/appkeys/${appkey}`;
});
afterEach(() => upstream.close());

const list = (init: RequestInit = {}) =>
  fetch(`${base}/images`, { headers: { 'X-Auth-Token': 'fixed-token' }, redirect: 'manual', ...init });
const login = () =>
  fetch(`${base}/tokens`, { method: 'POST', body: JSON.stringify({ auth: { username, password } }) });
const healthyText = async () => (await list()).text();
// The shape is what these tests check.
const read = async (response: Promise<Response>) => (await (await response).json()) as Answer;
const soon = () => ({ signal: AbortSignal.timeout(SOON) });

/** Waits for the headers only; undici would hide a body that stops half-way. */
function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${base}/images`, { headers: { 'X-Auth-Token': 'fixed-token' }, agent: false }, resolve).once(
      'error',
      reject,
    );
  });
}

describe('the script of faults', () => {
  const teapot: Fault = { kind: 'status', status: 418 };
  const statuses = async (calls: number) => {
    const seen: number[] = [];
    for (let call = 0; call < calls; call += 1) seen.push((await list()).status);
    return seen;
  };

  it('plays one fault until it is healed', async () => {
    upstream.fail('images', teapot);
    expect(await statuses(3)).toEqual([418, 418, 418]);
    upstream.heal();
    expect(await statuses(1)).toEqual([200]);
  });

  it('plays one fault as often as asked', async () => {
    upstream.fail('images', teapot, { times: 2 });
    expect(await statuses(3)).toEqual([418, 418, 200]);
  });

  it('plays a list once, one for each call', async () => {
    upstream.fail('images', [teapot, { kind: 'status', status: 503 }]);
    expect(await statuses(3)).toEqual([418, 503, 200]);
    upstream.fail('images', []);
    expect(await statuses(1)).toEqual([200]);
  });

  it('leaves the other operation alone', async () => {
    upstream.fail('tokens', teapot);
    expect(await statuses(1)).toEqual([200]);
    expect((await login()).status).toBe(418);
  });

  it('ends paging lies when healed', async () => {
    upstream.paging.clampLimit = 1;
    const healthy = await healthyText();
    upstream.heal();
    expect((await healthyText()).length).toBeGreaterThan(healthy.length);
  });
});

describe('faulty answers', () => {
  it('can have any status and header, and repeat the URL as proxies do', async () => {
    upstream.fail('images', { kind: 'status', status: 301, headers: { location: 'http://other.test/' } });
    const response = await list();
    expect([response.status, response.headers.get('location')]).toEqual([301, 'http://other.test/']);
    expect(await response.text()).toContain(appkey);
  });

  it('can fail in the envelope and echo every secret of the call', async () => {
    upstream.fail('images', { kind: 'envelope', code: -6 });
    const { header, ...payload } = await read(list());
    expect(header).toMatchObject({ isSuccessful: false, resultCode: -6 });
    expect(header.resultMessage).toMatch(new RegExp(`internal db : appkey ${appkey} token fixed-token`));
    expect(payload).toEqual({});
    upstream.fail('tokens', { kind: 'envelope', code: 50429 });
    expect(await (await login()).text()).toContain(password);
  });

  it('can fail in the envelope with a message of ours and the payload all the same', async () => {
    upstream.fail('images', { kind: 'envelope', code: 30404, message: 'gone', withPayload: true });
    const { header, images } = await read(list());
    expect(header).toEqual({ isSuccessful: false, resultCode: 30404, resultMessage: 'gone' });
    expect(images).toHaveLength(20);
  });

  it('can be any bytes of any type', async () => {
    upstream.fail('images', { kind: 'body', body: '<html>', contentType: 'text/html' });
    const response = await list();
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/html', '<html>']);
    upstream.fail('images', { kind: 'body', body: Uint8Array.of(0xff) });
    expect(new Uint8Array(await (await list()).arrayBuffer())).toEqual(Uint8Array.of(0xff));
  });

  it('can be any JSON', async () => {
    upstream.fail('images', { kind: 'json', json: [] });
    expect(await healthyText()).toBe('[]');
  });

  it('can hold raw rows, but not for a token that is not valid', async () => {
    upstream.fail('images', { kind: 'rows', rows: [{ id: 1 }, null] });
    expect((await read(list())).images).toEqual([{ id: 1 }, null]);
    upstream.revokeTokens();
    expect((await read(list())).header.resultCode).toBe(30401);
  });

  it('can hand out tokens that are dead, or misdescribed', async () => {
    upstream.fail('tokens', [
      { kind: 'token', lifetimeSeconds: -60 },
      { kind: 'token', fields: { id: undefined } },
    ]);
    const { id = '', expires = '' } = (await read(login())).access?.token ?? {};
    expect(Date.parse(expires)).toBeLessThan(Date.now());
    expect(await (await list({ headers: { 'X-Auth-Token': id } })).text()).toContain('30401');
    const nameless = (await read(login())).access?.token;
    expect(Object.keys(nameless ?? {})).toEqual(['issued_at', 'expires']);
  });
});

describe('faulty transport', () => {
  it('can reset the connection before the headers', async () => {
    upstream.fail('images', { kind: 'reset' });
    await expect(list()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('can fall silent before the headers until it is healed', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    await expect(list(soon())).rejects.toMatchObject({ name: 'TimeoutError' });
    const held = list();
    setTimeout(() => upstream.heal(), 50);
    expect((await held).status).toBe(200);
  });

  it('can fall silent after half the body until it is healed', async () => {
    const whole = await healthyText();
    upstream.fail('images', { kind: 'hang', at: 'body' });
    const response = await list(soon());
    await expect(response.text()).rejects.toMatchObject({ name: 'TimeoutError' });
    const held = await list();
    setTimeout(() => upstream.heal(), 50);
    expect(await held.text()).toBe(whole);
  });

  it('can drip without end until it is healed', async () => {
    const whole = await healthyText();
    upstream.fail('images', { kind: 'drip', bytesPerSecond: 50 });
    const response = await open();
    let received = '';
    response.on('data', (chunk: Buffer) => (received += chunk.toString()));
    await new Promise((resolve) => setTimeout(resolve, SOON));
    expect(received.length).toBeGreaterThan(5);
    expect(received.length).toBeLessThan(40);
    upstream.heal();
    await once(response, 'end');
    expect(received).toBe(whole);
  });

  it('goes on dripping blanks when the body is through', async () => {
    upstream.images = [];
    upstream.fail('images', { kind: 'drip', bytesPerSecond: 1e6 });
    const response = await list(soon());
    await expect(response.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('can break off in the middle of the promised length', async () => {
    upstream.fail('images', { kind: 'truncate' });
    const response = await open();
    const promised = Number(response.headers['content-length']);
    let received = 0;
    response.on('data', (chunk: Buffer) => (received += chunk.length));
    const broken: Promise<unknown[]> = once(response, 'error');
    expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(received).toBe(Math.floor(promised / 2));
  });

  it.each([undefined, 'gzip'] as const)('can be huge, with encoding %s', async (encoding) => {
    const bytes = 5_000_000;
    upstream.fail('images', { kind: 'huge', bytes, ...(encoding && { encoding }) });
    const response = await list();
    expect(response.headers.get('content-encoding')).toBe(encoding ?? null);
    const text = await response.text();
    expect(text).toHaveLength(bytes - (Buffer.byteLength(text) - text.length));
    expect(JSON.parse(text)).toHaveProperty('images.length', 20);
  });

  it('survives a caller who does not want all that', async () => {
    upstream.fail('images', { kind: 'huge', bytes: 1e12 }, { times: 1 });
    (await open()).destroy();
    expect((await list()).status).toBe(200);
  });

  it('can be late', async () => {
    upstream.fail('images', { kind: 'delay', ms: 150 });
    const start = performance.now();
    expect((await list()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  it('can say any bytes around the healthy body, and then hang up', async () => {
    const whole = await healthyText();
    const bytes = 'HTTP/1.1 203 X\r\ncontent-length: {length}\r\nx-half: {half}\r\n\r\n{body}';
    upstream.fail('images', { kind: 'raw', bytes, then: 'close' }, { times: 1 });
    const response = await list();
    expect([response.status, await response.text()]).toEqual([203, whole]);
    expect(whole.startsWith(response.headers.get('x-half') ?? '?')).toBe(true);
    expect((await list()).status).toBe(200);
  });

  it('can say any bytes and reset the connection, or leave it open until it is healed', async () => {
    upstream.fail('images', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nx', then: 'reset' });
    await expect(open()).rejects.toMatchObject({ code: 'ECONNRESET' });
    upstream.fail('images', { kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nx', then: 'hang' });
    await expect(list(soon())).rejects.toMatchObject({ name: 'TimeoutError' });
    const held = open();
    setTimeout(() => upstream.heal(), 50);
    await expect(held).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('lets go of every connection when it is closed', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    const held = expect(list()).rejects.toThrow();
    while (upstream.count('images') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await upstream.close();
    await held;
  });
});
