import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import request, { type Response } from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const HOUR_MS = 3_600_000;

let upstream: StandIn;
let clock: ManualClock;
let gateway: TestGateway;

async function start(env: Record<string, string> = {}): Promise<TestGateway> {
  clock = new ManualClock();
  return startGateway({ upstreamUrl: upstream.url, clock, env: { CACHE_KEEP_WARM: 'false', ...env } });
}

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
});

afterAll(() => upstream.close());

function manage(path: string): Promise<Response> {
  return request(gateway.managementUrl).get(path);
}

async function metric(name: string): Promise<number | undefined> {
  const { text } = await manage('/metrics');
  const [, value] = new RegExp(`^${name.replaceAll(/[{}]/g, String.raw`\$&`)} (.+)$`, 'm').exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
}

describe('the management port', () => {
  beforeAll(async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    gateway = await start();
  });

  afterAll(() => gateway.stop());

  it('says before the first list: alive, not ready', async () => {
    const [live, ready] = [await manage('/livez'), await manage('/readyz')];
    expect([live.status, live.body]).toEqual([200, { status: 'up' }]);
    expect([ready.status, ready.body]).toEqual([503, { status: 'down', reason: 'no catalogue to serve' }]);
    expect(ready.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(await metric('gateway_catalog_images')).toBe(0);
    expect(await metric('gateway_catalog_age_seconds')).toBeUndefined();
  });

  it('says with a list: ready', async () => {
    upstream.heal();
    await eventually(
      () => manage('/readyz'),
      ({ status }) => status === 200,
    );
    expect((await manage('/readyz')).body).toEqual({ status: 'up' });
    expect(await metric('gateway_catalog_images')).toBe(60);
    expect(await metric('gateway_catalog_age_seconds')).toBe(0);
    expect(await metric('gateway_catalog_refreshes_total{source="default",outcome="changed"}')).toBe(1);
  });

  it('says with a stale list, while the cloud fails: ready', async () => {
    upstream.fail('images', { kind: 'status', status: 403 });
    clock.advance(HOUR_MS);
    await request(gateway.url).get('/v1/images?limit=1').expect(200);
    const name = 'gateway_catalog_refreshes_total{source="default",outcome="UPSTREAM_REJECTED"}';
    await eventually(
      () => metric(name),
      (count) => count === 1,
    );
    expect((await manage('/readyz')).status).toBe(200);
    expect(await metric('gateway_catalog_age_seconds')).toBe(3_600);
  });

  it('says when the list is too old to be served: alive, not ready', async () => {
    clock.advance(24 * HOUR_MS);
    expect((await manage('/livez')).status).toBe(200);
    const ready = await manage('/readyz');
    expect([ready.status, ready.body]).toEqual([503, { status: 'down', reason: 'no catalogue to serve' }]);
    upstream.heal();
    await request(gateway.url).get('/v1/images?limit=1').expect(200);
    expect((await manage('/readyz')).status).toBe(200);
  });

  it('answers HEAD, refuses other methods and knows no other path', async () => {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      const head = await request(gateway.managementUrl).head(path);
      expect([head.status, head.text]).toEqual([200, undefined]);
      const post = await request(gateway.managementUrl).post(path).send({ a: 1 });
      expect([post.status, post.headers['allow']]).toEqual([405, 'GET, HEAD']);
      expect(post.body).toMatchObject({ requestId: post.headers['x-request-id'] });
      expect((await manage(`${path}?verbose=1`)).status).toBe(200);
    }
    const others = [
      '/',
      '/livez/',
      '/LIVEZ',
      '/health',
      '/v1/images',
      '/v1/catalog',
      '/docs',
      '/openapi.json',
    ];
    for (const path of others) {
      const answer = await manage(path);
      expect([path, answer.status, answer.type]).toEqual([path, 404, 'application/problem+json']);
      expect(answer.body).toMatchObject({ code: 'ROUTE_NOT_FOUND', status: 404 });
    }
  });

  it('is another port than the public one, which has none of its paths', async () => {
    expect(gateway.managementUrl).not.toBe(gateway.url);
    for (const path of ['/livez', '/readyz', '/metrics', '/v1/metrics', '/management/readyz']) {
      expect((await request(gateway.url).get(path)).status).toBe(404);
    }
  });
});

describe('the metrics', () => {
  beforeAll(async () => {
    gateway = await start();
    const paths = ['/v1/images', '/v1/images/some-id?fields=id', '/v1/catalog', '/nope/secret-path', '/docs'];
    for (const path of paths) await request(gateway.url).get(path);
  });

  afterAll(() => gateway.stop());

  it('are Prometheus text', async () => {
    const { headers, text } = await manage('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const label = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*"`;
    const sample = new RegExp(
      String.raw`^[a-zA-Z_:][\w:]*(?:\{${label}(?:,${label})*\})? (?:[-+\d.eE]+|NaN|[+-]Inf)$`,
    );
    const lines = text.trimEnd().split('\n');
    expect(
      lines.filter((line) => line !== '' && !/^# (HELP|TYPE) /.test(line) && !sample.test(line)),
    ).toEqual([]);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('keep their names and types, which are documented', async () => {
    const { text } = await manage('/metrics');
    const types = [...text.matchAll(/^# TYPE (gateway_\w+) (\w+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    expect(types.sort()).toEqual([
      'gateway_authentication_failures_total counter',
      'gateway_catalog_age_seconds gauge',
      'gateway_catalog_images gauge',
      'gateway_catalog_refreshes_total counter',
      'gateway_catalog_skipped gauge',
      'gateway_change_history_bytes gauge',
      'gateway_change_history_steps gauge',
      'gateway_client_last_used_timestamp_seconds gauge',
      'gateway_event_streams gauge',
      'gateway_event_streams_ended_total counter',
      'gateway_events_sent_total counter',
      'gateway_exports_total counter',
      'gateway_http_request_duration_seconds histogram',
      'gateway_http_requests_in_flight gauge',
      'gateway_jwks_age_seconds gauge',
      'gateway_jwks_fetches_total counter',
      'gateway_log_lines_lost_total counter',
      'gateway_loop_delay_seconds gauge',
      'gateway_rate_limit_shared gauge',
      'gateway_rate_limited_total counter',
      'gateway_shed_total counter',
      'gateway_source_age_seconds gauge',
      'gateway_source_images gauge',
      'gateway_store_up gauge',
      'gateway_upstream_exchange_duration_seconds histogram',
    ]);
    const page = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `(gateway_\w+)` \((\w+)\)/gm)];
    expect(documented.map(([, name, type]) => `${name} ${type}`).sort()).toEqual(types);
    expect(text).toContain('# TYPE process_cpu_seconds_total counter');
  });

  it('count a request by method, pattern and status, and never by what the caller wrote', async () => {
    const { text } = await manage('/metrics');
    const counts = [...text.matchAll(/^gateway_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm)];
    expect(counts.map(([, labels, count]) => `${labels} ${count}`).sort()).toEqual([
      'method="GET",route="/docs",status="200" 1',
      'method="GET",route="/v1/catalog",status="200" 1',
      'method="GET",route="/v1/images",status="200" 1',
      'method="GET",route="/v1/images/:id",status="404" 1',
      'method="GET",route="unrouted",status="404" 1',
    ]);
    expect(text).not.toMatch(/some-id|secret-path/);
  });

  it('count what was asked of the upstream', async () => {
    const count = (operation: string): Promise<number | undefined> =>
      metric(`gateway_upstream_exchange_duration_seconds_count{operation="${operation}",outcome="ok"}`);
    expect(await count('tokens')).toBe(1);
    // the list, and the page after it that adds nothing
    expect(await count('images')).toBe(2);
  });
});

describe('the log', () => {
  beforeAll(async () => {
    gateway = await start();
    await request(gateway.url).get('/v1/images');
  });

  afterAll(() => gateway.stop());

  const linesOf = (id: string): typeof gateway.logs =>
    gateway.logs.filter((line) => line['requestId'] === id);

  it('has one line for each request, with the documented fields', async () => {
    const target = '/v1/images?limit=2&q=CANARY&q=again&CANARY-name=1';
    for (const [id, path, status] of [
      ['log-400', target, 400],
      ['log-200', '/v1/images?limit=2', 200],
      ['log-404', `/${'x'.repeat(1_000)}?limit`, 404],
    ] as const) {
      await request(gateway.url).get(path).set({ 'X-Request-Id': id, 'X-Api-Key': 'CANARY' });
      const [line, ...more] = await eventually(
        () => linesOf(id),
        ({ length }) => length > 0,
      );
      expect(more).toEqual([]);
      expect(line).toMatchObject({ level: 'info', msg: 'request', method: 'GET', status });
      expect(line!['path']).toBe(path.split('?')[0]!.slice(0, 256));
      expect(line!['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(line!['ms']).toBeGreaterThanOrEqual(0);
    }
    expect(Object.keys(linesOf('log-200')[0]!)).toEqual([
      'level',
      'time',
      'requestId',
      'client',
      'address',
      'method',
      'path',
      'parameters',
      'status',
      'ms',
      'cache',
      'msg',
    ]);
    expect(linesOf('log-200')[0]).toMatchObject({
      client: 'anonymous',
      parameters: 'limit',
      cache: 'image-gateway; hit; ttl=60',
    });
    expect(linesOf('log-400')[0]).toMatchObject({ parameters: 'limit,q' });
    expect(JSON.stringify(gateway.logs)).not.toContain('CANARY');
  });

  it('has one line for each refresh, with the documented fields', async () => {
    const lines = async (count: number): Promise<TestGateway['logs']> =>
      eventually(
        () => gateway.logs.filter(({ msg }) => typeof msg === 'string' && msg.startsWith('refresh')),
        ({ length }) => length >= count,
      );
    const refresh = async (): Promise<void> => {
      clock.advance(120_000);
      await request(gateway.url).get('/v1/images');
    };
    await lines(1);
    await refresh();
    await lines(2);
    upstream.fail('images', { kind: 'envelope', code: -4, message: 'CANARY' }, { times: 1 });
    await refresh();
    await lines(3);
    upstream.images = upstream.images.slice(0, 20);
    await refresh();
    const listed = { source: 'default', ms: 0, skipped: 0, unreadable: 0 };
    const failed = { source: 'default', ms: 0, outcome: 'UPSTREAM_REJECTED' };
    const time = expect.any(String) as string;
    expect(await lines(4)).toEqual([
      { level: 'info', time, ...listed, outcome: 'changed', count: 60, msg: 'refresh' },
      { level: 'info', time, ...listed, outcome: 'unchanged', count: 60, msg: 'refresh' },
      {
        level: 'warn',
        time,
        ...failed,
        reason: expect.any(String) as string,
        cooldownMs: expect.any(Number) as number,
        msg: 'refresh failed',
      },
      {
        level: 'warn',
        time,
        ...listed,
        outcome: 'doubted',
        count: 20,
        msg: expect.stringMatching(/^refresh doubted: /) as string,
      },
    ]);
    expect(JSON.stringify(gateway.logs)).not.toContain('CANARY');
    upstream.images = generateImages(60);
  });

  it('has a line for a request whose caller went away', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    const other = await start();
    const [caller, later] = [await RawConnection.open(other.url), await RawConnection.open(other.url)];
    caller.send(requestText('GET', '/v1/images', { 'X-Request-Id': 'gone' }));
    later.send(requestText('GET', '/docs'));
    await later.answer();
    caller.close();
    later.close();
    const lines = await eventually(
      () => other.logs.filter(({ requestId }) => requestId === 'gone'),
      ({ length }) => length > 0,
    );
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'request', path: '/v1/images', client: 'anonymous', status: 499 }),
    ]);
    upstream.heal();
    await other.stop();
  });
});

describe('a gateway that is shutting down', () => {
  it('is alive, not ready and takes nothing new; a request in flight gets its answer', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' });
    gateway = await start();
    const [inFlight, late, idle] = await Promise.all([1, 2, 3].map(() => RawConnection.open(gateway.url)));
    inFlight!.send(requestText('GET', '/v1/images?limit=1'));
    late!.send('GET /docs HTTP/1.1\r\n');
    idle!.send(requestText('GET', '/docs'));
    await idle!.answer();
    const stopped = gateway.stop();
    await idle!.ended;
    const [live, ready] = [await manage('/livez'), await manage('/readyz')];
    expect([live.status, ready.status, ready.body]).toEqual([
      200,
      503,
      { status: 'down', reason: 'shutting down' },
    ]);
    await expect(RawConnection.open(gateway.url)).rejects.toThrow('ECONNREFUSED');
    late!.send('Host: gateway.test\r\n\r\n');
    const page = await late!.answer();
    expect([page.status, page.headers['connection']]).toEqual([200, 'close']);
    upstream.heal();
    const answer = await inFlight!.answer();
    expect([answer.status, answer.headers['connection']]).toEqual([200, 'close']);
    await Promise.all([stopped, inFlight!.ended, late!.ended]);
    await expect(manage('/livez')).rejects.toThrow('ECONNREFUSED');
    expect(gateway.logs.slice(-1)).toEqual([expect.objectContaining({ msg: 'stopped' })]);
  });
});
