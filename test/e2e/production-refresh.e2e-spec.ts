import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { oddRows } from '../support/query-odd-rows.js';
import { startGateway } from '../support/start-gateway.js';

/** Refreshes the list all the time, and serves an old one for long. */
const RESTLESS = { CACHE_FRESH_FOR: '300ms', CACHE_STALE_FOR: '1h' };
const SUCCESS = { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' };

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  upstream = await startStandIn({ images: generateImages(60) });
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function gateway(env: Record<string, string> = {}, upstreamUrl = upstream.url): BuiltProgram {
  const program = new BuiltProgram('main.js', {
    cwd: folder,
    env: { ...gatewayEnvironment(upstreamUrl), CURSOR_SECRET: 'a-cursor-secret-for-tests', ...env },
  });
  started.push(program);
  return program;
}

/** Replaces the threads that are started from the second one on: `change` is put into a subclass of `Worker`. */
function laterThreads(change: string): Record<string, string> {
  const program = `
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    const { Worker } = threads;
    let count = 0;
    threads.Worker = class extends Worker {
      constructor(file, options) { ${change} }
    };
    syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program)}` };
}

function page(images: readonly unknown[]): Fault {
  return { kind: 'json', json: { header: SUCCESS, images } };
}

describe('a refresh in its thread', () => {
  it('answers exactly as one without a thread does', async () => {
    upstream.images = [...oddRows(), ...upstream.images];
    const [threaded, inPlace] = [gateway(), await startGateway({ upstreamUrl: upstream.url })];
    const { url } = await threaded.listening();
    await threaded.line('refresh');
    const paths = [
      '/v1/images?limit=200',
      '/v1/images?sort=name,-createdAt&limit=7&status=active',
      '/v1/images?q=ubuntu&fields=name,properties',
      `/v1/images/${upstream.images[0]!.id}`,
    ];
    for (const path of paths) {
      const [a, b] = [await request(url).get(path), await request(inPlace.url).get(path)];
      expect([a.status, a.text, a.headers['etag']]).toEqual([200, b.text, b.headers['etag']]);
    }
    const [line] = inPlace.logs.filter(({ msg }) => msg === 'refresh');
    const { count, skipped, unreadable } = await threaded.line('refresh');
    expect({ count, skipped, unreadable }).toEqual({
      count: line?.['count'],
      skipped: line?.['skipped'],
      unreadable: line?.['unreadable'],
    });
    await inPlace.stop();
  });

  it('of the same content leaves pages, version, ETag and Last-Modified as they are', async () => {
    const program = gateway(RESTLESS);
    const { url } = await program.listening();
    await program.line('refresh');
    const before = await request(url).get('/v1/images');
    await eventually(
      () => program.logs.filter(({ outcome }) => outcome === 'unchanged').length,
      (count) => count > 2,
    );
    const after = await request(url).get('/v1/images');
    for (const name of ['etag', 'last-modified']) expect(after.headers[name]).toBe(before.headers[name]);
    expect([after.status, after.text]).toEqual([200, before.text]);
    upstream.images = generateImages(61);
    const changed = await eventually(
      () => request(url).get('/v1/images'),
      ({ headers }) => headers['etag'] !== before.headers['etag'],
    );
    expect(changed.body).toMatchObject({ page: { total: 61 } });
  });

  it('masks also a token that was issued in the middle of the list', async () => {
    const token = 'Canary-token-5dW8';
    const named = (id: string) => ({ id, name: `with ${token} in ${Buffer.from(token).toString('hex')}` });
    upstream.fail('tokens', [
      { kind: 'token', fields: { id: 'another-token' } },
      { kind: 'token', fields: { id: token } },
    ]);
    upstream.fail('images', [
      page([{ id: 'a' }]),
      { kind: 'envelope', code: 30401 },
      page([named('b')]),
      page([]),
    ]);
    const program = gateway({ UPSTREAM_PAGE_SIZE: '1', LOG_LEVEL: 'trace' });
    const { url } = await program.listening();
    await program.line('refresh');
    const { text } = await request(url).get('/v1/images?sort=name&fields=id,name');
    expect(JSON.parse(text)).toMatchObject({ items: [{ id: 'b', name: 'with *** in ***' }, { id: 'a' }] });
    expect(text + program.stdout + program.stderr).not.toContain(token);
  });

  it.each([
    ['JSON that is cut off', { kind: 'body', body: '{"header":{"isSuccessful":true},"images":[{' }],
    [
      'a row that is no JSON',
      { kind: 'body', body: `{"header":${JSON.stringify(SUCCESS)},"images":[{},x]}` },
    ],
    ['no envelope', { kind: 'json', json: { images: [] } }],
    ['no list', { kind: 'json', json: { header: SUCCESS } }],
    ['rows nested too deeply for anybody', { kind: 'body', body: deepRow(1_000_000) }],
    ['a row of 10 MB', page([{ id: 'a', name: 'x'.repeat(10_000_000) }])],
  ] satisfies [string, Fault][])('fails as unusable with %s', async (_what, fault) => {
    upstream.fail('images', fault);
    const program = gateway();
    const { url } = await program.listening();
    expect(await program.line('refresh failed')).toMatchObject({ outcome: 'UPSTREAM_INVALID' });
    const answer = await request(url).get('/v1/images');
    expect([answer.status, answer.body]).toEqual([
      502,
      expect.objectContaining({ code: 'UPSTREAM_INVALID' }),
    ]);
  });

  it('keeps what the upstream says of a failure: its class, and how long it wants to be left alone', async () => {
    const json = JSON.stringify({
      header: { isSuccessful: false, resultCode: 30503, resultMessage: 'words' },
    });
    const headers = { 'content-type': 'application/json', 'retry-after': '300' };
    upstream.fail('images', { kind: 'status', status: 200, headers, body: json });
    const program = gateway();
    const line = await program.line('refresh failed');
    expect(line).toMatchObject({
      outcome: 'UPSTREAM_UNAVAILABLE',
      reason: 'the upstream answered with status 503',
    });
    expect(line['cooldownMs']).toBeGreaterThan(290_000);
  });
});

describe('a thread that fails', () => {
  const served = async (url: string): Promise<unknown> => {
    const { status, text, headers } = await request(url).get('/v1/images');
    return [status, text, headers['etag']];
  };

  it.each([
    [
      'runs out of memory',
      'ran out of memory',
      'super(file, { ...options, resourceLimits: count++ ? { maxOldGenerationSizeMb: 12 } : {} });',
    ],
    [
      'is killed in the middle',
      'ended before its work',
      'super(file, options); if (count++) setTimeout(() => this.terminate(), 40);',
    ],
    [
      'breaks off',
      'broke off',
      `super(...(count++ ? [new URL('data:text/javascript,throw new Error("canary")'), options] : [file, options]));`,
    ],
  ])('because it %s leaves the old list and says so', async (_what, reason, change) => {
    const program = gateway({ ...RESTLESS, ...laterThreads(change), UPSTREAM_PAGE_SIZE: '1000' });
    const { url } = await program.listening();
    await program.line('refresh');
    const before = await served(url);
    upstream.images = generateImages(20_000);
    expect(await program.line('refresh failed')).toMatchObject({
      outcome: 'UPSTREAM_INVALID',
      reason: `the thread that reads the list ${reason}`,
    });
    expect(await served(url)).toEqual(before);
    const catalog = await request(url).get('/v1/catalog');
    expect(catalog.body).toMatchObject({
      count: 60,
      sources: [{ lastFailure: { class: 'UPSTREAM_INVALID' } }],
    });
    expect(program.stdout + program.stderr).not.toContain('canary');
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });

  it('because it never answers does not hold up the end of the process', async () => {
    const endless = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });`;
    const program = gateway(
      laterThreads(
        `super(new URL('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(endless))}), options);`,
      ),
    );
    await program.listening();
    program.signal('SIGTERM');
    const begun = Date.parse(String((await program.line('shutting down'))['time']));
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(3_000);
  });
});

function deepRow(depth: number): string {
  return `{"header":${JSON.stringify(SUCCESS)},"images":[${'['.repeat(depth)}${']'.repeat(depth)}]}`;
}
