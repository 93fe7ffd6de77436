import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { changesSince, renamed, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import {
  bodyOf,
  catalogLoaded,
  listImages,
  refreshAfter,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const ALL = generateImages(34);
const FIRST = ALL.slice(0, 30);
const SETTINGS = { CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '60s', EVENT_HEARTBEAT: '15s' };

let rig: Rig;
const clients: EventClient[] = [];

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  rig = await startRig({ images: FIRST, env: { ...SETTINGS, ...env } });
  await catalogLoaded(rig);
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await rig.stop();
});

async function open(query = '', headers: Readonly<Record<string, string>> = {}): Promise<EventClient> {
  const client = await EventClient.open(rig.gateway, query, headers);
  clients.push(client);
  return client;
}

/** Gives the upstream another list, and has it read. @returns the version that comes of it */
async function become(images: readonly StandInImage[]): Promise<string> {
  rig.upstream.images = images;
  await refreshAfter(rig, () => {
    rig.clock.advance(61_000);
    return listImages(rig, '?limit=1');
  });
  return version();
}

async function version(): Promise<string> {
  return (await served(rig.gateway)).version;
}

describe('GET /v1/events', () => {
  it('begins with nothing but the version to come again with', async () => {
    await start();
    const client = await open();
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String) as string,
    });
    const now = await version();
    await eventually(
      () => client.lastEventId,
      (id) => id === now,
    );
    expect([client.events, client.retryMs]).toEqual([[], 3_000]);
  });

  it('tells of each version with the counts of its change', async () => {
    await start();
    const first = await version();
    const client = await open();
    const second = await become([...FIRST.slice(2), ALL[30]!]);
    await client.has(1);
    const third = await become([renamed(FIRST[2]!, 'another'), ...FIRST.slice(3), ALL[30]!]);
    expect(await client.has(2)).toEqual([
      { version: second, previous: first, added: 1, removed: 2, changed: 0 },
      { version: third, previous: second, added: 0, removed: 0, changed: 1 },
    ]);
    expect(client.lastEventId).toBe(third);
    const { added, removed } = await changesSince(rig.gateway, first);
    expect([added.length, removed.length]).toEqual([1, 2]);
  });

  it('goes on from the version that a caller was told of last', async () => {
    await start();
    const first = await version();
    const second = await become([...FIRST, ALL[30]!]);
    const third = await become([...FIRST, ...ALL.slice(30, 32)]);
    const late = await open('', { 'last-event-id': first });
    expect(await late.has(1)).toEqual([
      { version: third, previous: first, added: 2, removed: 0, changed: 0 },
    ]);
    const later = await open('', { 'last-event-id': second });
    expect(await later.has(1)).toEqual([
      { version: third, previous: second, added: 1, removed: 0, changed: 0 },
    ]);
    const current = await open('', { 'last-event-id': third });
    const fourth = await become(FIRST);
    const last = { version: fourth, previous: third, added: 0, removed: 2, changed: 0 };
    expect((await current.has(1)).at(0)).toEqual(last);
    expect(await late.has(2)).toEqual([expect.anything(), last]);
  });

  it.each(['0123456789abcdef', 'nonsense', '"\\'])(
    'says that what came after %s is not known, and what there is now',
    async (id) => {
      await start();
      const client = await open('?nameContains=a', { 'last-event-id': id });
      const page = await listImages(rig, '?nameContains=a&limit=1');
      const { total } = bodyOf<{ page: { total: number } }>(page).page;
      expect(await client.has(1)).toEqual([
        { version: await version(), previous: null, added: total, removed: 0, changed: 0 },
      ]);
      expect(client.lastEventId).toBe(await version());
    },
  );

  it('tells of what fulfils the filters only, and of nothing else', async () => {
    await start();
    const first = await version();
    const name = 'x-ray';
    const [byName, all] = [await open('?name=x-ray'), await open()];
    const came = await become([renamed(FIRST[0]!, name), ...FIRST.slice(1)]);
    await become([renamed(FIRST[0]!, name), ...FIRST.slice(2)]);
    await become([renamed(FIRST[0]!, name), ...FIRST.slice(3)]);
    const gone = await become([renamed(FIRST[0]!, 'yankee'), ...FIRST.slice(3)]);
    await all.has(4);
    expect(await byName.has(2)).toEqual([
      { version: came, previous: first, added: 1, removed: 0, changed: 0 },
      { version: gone, previous: came, added: 0, removed: 1, changed: 0 },
    ]);
    const again = await open('?name=x-ray', { 'last-event-id': first });
    const back = await become([renamed(FIRST[0]!, name), ...FIRST.slice(3)]);
    expect(await again.has(1)).toEqual([
      { version: back, previous: first, added: 1, removed: 0, changed: 0 },
    ]);
  });

  it('says now and then that it is there, and by which version to come again', async () => {
    await start();
    const client = await open('?name=nobody');
    const second = await become(FIRST.slice(1));
    rig.clock.advance(15_000);
    await eventually(
      () => client.comments.length,
      (count) => count > 0,
    );
    await eventually(
      () => client.lastEventId,
      (id) => id === second,
    );
    expect(client.events).toEqual([]);
  });

  it('answers HEAD with a head', async () => {
    await start({ MAX_EVENT_STREAMS: '1' });
    for (let times = 0; times < 3; times++) {
      const { status, headers, text } = await request(rig.gateway.url).head('/v1/events');
      expect([status, headers['content-type'], text]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
        undefined,
      ]);
    }
  });

  it.each([
    ['?limit=1', 400, 'INVALID_PARAMETER'],
    ['?since=a', 400, 'INVALID_PARAMETER'],
    ['?status=nonsense', 400, 'INVALID_PARAMETER'],
  ])('refuses %s', async (query, status, code) => {
    await start();
    const answer = await request(rig.gateway.url).get(`/v1/events${query}`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
  });

  it('refuses those who take another type, and other methods', async () => {
    await start();
    const { url } = rig.gateway;
    expect((await request(url).get('/v1/events').set('accept', 'application/json')).status).toBe(406);
    expect((await request(url).post('/v1/events')).headers['allow']).toBe('GET, HEAD');
  });

  it('lets so many streams in for one client, and in all', async () => {
    await start({ MAX_EVENT_STREAMS_PER_CLIENT: '2', MAX_EVENT_STREAMS: '3', TRUST_PROXY: '127.0.0.1' });
    const from = (address: string): Promise<EventClient> => open('', { 'x-forwarded-for': address });
    const first = await from('192.0.2.1');
    expect([first.status, (await from('192.0.2.1')).status]).toEqual([200, 200]);
    const refused = await from('192.0.2.1');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '10']);
    expect((await from('192.0.2.2')).status).toBe(200);
    const full = await from('192.0.2.3');
    expect([full.status, full.headers['retry-after']]).toEqual([503, '10']);
    first.close();
    await eventually(
      async () => (await from('192.0.2.3')).status,
      (status) => status === 200,
    );
  });

  it('is read by browsers of the origins that are allowed, and counted by rate limits', async () => {
    await start({ CORS_ORIGINS: 'https://app.example', RATE_LIMIT: '4/1m' });
    const origin = { origin: 'https://app.example' };
    const client = await open('', origin);
    expect(client.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'ratelimit-policy': expect.stringContaining('q=4') as string,
      vary: 'Accept, Accept-Encoding, Origin',
    });
    const preflight = await request(rig.gateway.url)
      .options('/v1/events')
      .set({ ...origin, 'access-control-request-method': 'GET' });
    expect(preflight.headers['access-control-allow-headers']).toContain('Last-Event-ID');
    const more = [await open(), await open(), await open(), await open()];
    expect(more.map(({ status }) => status)).toContain(429);
  });

  it('is one line in the log when it ends, and is counted meanwhile', async () => {
    await start();
    const client = await open('', { 'x-request-id': 'a-stream' });
    await become(FIRST.slice(1));
    await client.has(1);
    const metrics = async (): Promise<string> =>
      (await request(rig.gateway.managementUrl).get('/metrics')).text;
    expect(await metrics()).toMatch(/^gateway_event_streams 1$/m);
    expect(await metrics()).toMatch(/^gateway_events_sent_total 1$/m);
    expect(await metrics()).toMatch(/^gateway_change_history_steps 1$/m);
    const lines = (): readonly unknown[] =>
      rig.gateway.logs.filter(({ msg, requestId }) => msg === 'request' && requestId === 'a-stream');
    expect(lines()).toEqual([]);
    client.close();
    expect(await eventually(lines, ({ length }) => length > 0)).toEqual([
      expect.objectContaining({ method: 'GET', path: '/v1/events', status: 499 }),
    ]);
    await eventually(metrics, (text) => /^gateway_event_streams 0$/m.test(text));
    expect(await metrics()).toMatch(/^gateway_event_streams_ended_total\{reason="caller"\} 1$/m);
  });

  it('is no request in flight', async () => {
    await start({ MAX_REQUESTS_IN_FLIGHT: '2' });
    for (let count = 0; count < 5; count++) expect((await open()).status).toBe(200);
    expect((await listImages(rig, '?limit=3')).status).toBe(200);
  });

  it('ends when the gateway does, which does not wait for it', async () => {
    await start();
    const client = await open();
    const stopped = rig.gateway.gateway.stop();
    await client.ended();
    await rig.clock.passing(stopped);
  });
});
