import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { HistoryKeeper } from '../../src/history/history-keeper.js';
import { EVERYTHING } from '../../src/domain/view.js';
import { snapshotOf } from '../support/a-snapshot.js';
import { rawRequest, RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { anImage } from '../support/query-image.js';
import { sourceOf } from '../support/source-of.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';
import { requestLines } from '../support/warm-exchange.js';

const EXPORT = '/v1/images/export?format=ndjson';
const MOST = 3;
/** More than sockets and streams keep of what nobody reads: 20 MB, of which no two lists share a byte in its place. */
const listOf = (name: string) =>
  Array.from({ length: 3_000 }, (_, at) =>
    anImage(`id-${String(at).padStart(5, '0')}`, { name, description: `${at} `.repeat(1_300) }),
  );
const [FIRST, SECOND, THIRD] = ['first', 'second', 'third'].map((name) => snapshotOf(listOf(name)));

jest.setTimeout(60_000);

let rig: Rig;
let opened: RawConnection[] = [];

beforeEach(async () => {
  const env = {
    MAX_EXPORTS: String(MOST),
    EXPORT_TIMEOUT: '5m',
    CACHE_KEEP_WARM: 'false',
    CACHE_FRESH_FOR: '24h',
  };
  rig = await startRig({ env });
  await catalogLoaded(rig);
  serve(FIRST!);
});

afterEach(async () => {
  opened.forEach((connection) => connection.close());
  opened = [];
  const stopped = rig.stop();
  rig.clock.advance(60_000);
  await stopped;
});

function serve(snapshot: ReturnType<typeof snapshotOf>): void {
  const confirmedAt = rig.clock.monotonic();
  const held = { snapshot, confirmedAt, confirmedAtWall: rig.clock.now(), skipped: 0 };
  sourceOf(rig.gateway.gateway.app).current.replace(held);
}

/** Serves a list that only the gateway knows. @returns what it is asked through */
function serveForgotten(): WeakRef<object> {
  const snapshot = snapshotOf(listOf('forgotten'));
  serve(snapshot);
  return new WeakRef(snapshot.for(EVERYTHING));
}

setFlagsFromString('--expose-gc');
// the flag counts for new contexts only
const collectGarbage = runInNewContext('gc') as () => void;

/** Asks for an export and reads nothing of it, once it has begun. */
async function unread(id = 'slow'): Promise<RawConnection> {
  const connection = await RawConnection.open(rig.gateway.url);
  opened.push(connection);
  connection.send(requestText('GET', EXPORT, { 'X-Request-Id': id, Connection: 'close' }));
  await eventually(
    () => connection.rest,
    (text) => text.includes('\r\n\r\n'),
  );
  connection.pause();
  return connection;
}

/** All that comes until the connection ends. */
async function restOf(connection: RawConnection): Promise<{ length: number; body: string }> {
  connection.resume();
  await connection.ended;
  const [head = '', body = ''] = connection.rest.split('\r\n\r\n', 2);
  return { length: Number(/content-length: (\d+)/.exec(head)?.[1]), body };
}

function ask(method = 'GET', headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(rig.gateway.url, requestText(method, `${EXPORT}&name=none`, headers));
}

async function metric(name: string): Promise<number> {
  const page = await (await fetch(`${rig.gateway.managementUrl}/metrics`)).text();
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}

function ended(outcome: string, count = 1): Promise<number> {
  return eventually(
    () => metric(`gateway_exports_total{outcome="${outcome}"}`),
    (found) => found === count,
  );
}

/** Lets time pass, a second at a time. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    rig.clock.advance(1_000);
    await new Promise(setImmediate);
  }
}

function brokenOff(): unknown[] {
  return rig.gateway.logs
    .filter(({ msg }) => msg === 'export broken off')
    .map(({ level, requestId, reason }) => [level, requestId, reason]);
}

describe('a reader of an export who takes his time', () => {
  it('gets the list that he asked for, whole, although another one is served meanwhile', async () => {
    const reader = await unread();
    serve(SECOND!);
    await pass(50);
    const { length, body } = await restOf(reader);
    expect(Buffer.byteLength(body, 'latin1')).toBe(length);
    const names = body
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { name: string }).name);
    expect([names.length, new Set(names)]).toEqual([3_000, new Set(['first'])]);
    await ended('complete');
  });

  it('keeps the rows of the old list alive, but not what its questions are answered from', async () => {
    const old = serveForgotten();
    const reader = await unread();
    serve(SECOND!);
    // it compares the lists, and needs them for that
    await rig.gateway.gateway.app.get(HistoryKeeper).settled();
    await eventually(
      () => {
        collectGarbage();
        return old.deref() === undefined;
      },
      (isGone) => isGone,
      20_000,
    );
    const { length, body } = await restOf(reader);
    expect(body.length).toBe(length);
  });

  it('is cut off a minute after the list was replaced, however often', async () => {
    const reader = await unread();
    await pass(100);
    serve(SECOND!);
    await pass(30);
    serve(THIRD!);
    await pass(40);
    const { length, body } = await restOf(reader);
    expect(body.length).toBeLessThan(length);
    await ended('replaced');
    expect(brokenOff()).toEqual([['info', 'slow', 'replaced']]);
    const line = requestLines(rig.gateway).find(({ requestId }) => requestId === 'slow');
    expect(line).toMatchObject({ status: 499, path: '/v1/images/export' });
  });

  it('is cut off when EXPORT_TIMEOUT is over', async () => {
    const reader = await unread();
    await pass(290);
    expect(brokenOff()).toEqual([]);
    await pass(20);
    const { length, body } = await restOf(reader);
    expect(body.length).toBeLessThan(length);
    await ended('timeout');
  });

  it('may go away, and leaves his place to another', async () => {
    const readers = await Promise.all(Array.from({ length: MOST }, (_, at) => unread(`slow-${at}`)));
    expect((await ask()).status).toBe(503);
    readers[0]!.close();
    await ended('caller_gone');
    expect((await ask()).status).toBe(200);
    expect(brokenOff()).toEqual([]);
  });

  it('is one of MAX_EXPORTS; whoever comes then is told to come again, and all others are answered', async () => {
    await Promise.all(Array.from({ length: MOST }, (_, at) => unread(`slow-${at}`)));
    expect(await metric('gateway_http_requests_in_flight')).toBe(MOST);
    const { status, headers, body } = await ask();
    expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '5', 'no-store']);
    expect(JSON.parse(body)).toMatchObject({ code: 'OVERLOADED' });
    expect(await metric('gateway_shed_total{reason="exports"}')).toBe(1);
    const head = await ask('HEAD');
    expect(head.status).toBe(200);
    expect((await ask('GET', { 'If-None-Match': head.headers['etag']! })).status).toBe(304);
    const page = await rawRequest(rig.gateway.url, requestText('GET', '/v1/images?limit=1'));
    expect(page.status).toBe(200);
  });
});

describe('a stop', () => {
  it('lets exports that are read end, and breaks off the others before the time is over', async () => {
    const [quick, slow] = [await unread('quick'), await unread('slow')];
    const stopped = rig.gateway.gateway.stop();
    await pass(1);
    const reading = restOf(quick);
    await ended('complete');
    await rig.clock.passing(stopped);
    const { length, body } = await reading;
    expect(body.length).toBe(length);
    await restOf(slow);
    expect(brokenOff()).toEqual([['info', 'slow', 'draining']]);
  });
});
