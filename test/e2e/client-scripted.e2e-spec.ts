import {
  ImageGatewayClient,
  ProblemError,
  type CatalogEvent,
  type ClientOptions,
} from '../../client/src/client.js';
import { json, problem, ScriptedServer, type Step } from '../support/scripted-server.js';

const PAGE = { items: [], page: { nextCursor: null } };

let server: ScriptedServer;
/** How long was waited before each repetition, without waiting. */
let waits: number[];

beforeAll(async () => {
  server = await ScriptedServer.start();
});

afterAll(() => server.close());

function clientWith(options: Partial<ClientOptions> = {}): ImageGatewayClient {
  waits = [];
  const wait = (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    waits.push(ms);
    signal?.throwIfAborted();
    return Promise.resolve();
  };
  return new ImageGatewayClient({ baseUrl: server.url, wait, ...options });
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}

const breakOff: Step = (response) => response.socket?.destroy();
const half: Step = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"items":[');
  setImmediate(() => response.socket?.destroy());
};

describe('a request that fails', () => {
  it.each<[string, Step]>([
    ['503', problem(503, 'OVERLOADED', { 'retry-after': '1' })],
    ['429', problem(429, 'RATE_LIMITED', { 'retry-after': '1' })],
    ['502', problem(502, 'UPSTREAM_UNAVAILABLE', { 'retry-after': '1' })],
    ['504', problem(504, 'UPSTREAM_TIMEOUT', { 'retry-after': '1' })],
  ])('with %s is sent again, not before Retry-After', async (_status, step) => {
    server.script(step, step, json(PAGE));
    expect(await clientWith().listImages()).toEqual(PAGE);
    expect(waits).toHaveLength(2);
    for (const ms of waits) {
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(1_200);
    }
  });

  it.each<[string, Step]>([
    ['a connection that breaks', breakOff],
    ['half an answer', half],
    ['503 of a proxy', (response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>')],
  ])('by %s is sent again, later and later', async (_what, step) => {
    server.script(step, step, step, json(PAGE));
    expect(await clientWith().listImages()).toEqual(PAGE);
    expect(waits).toHaveLength(3);
    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits[2]).toBeGreaterThanOrEqual(1_000);
  });

  it('is sent so often and not more, and then what was said last is told', async () => {
    server.script(problem(503, 'OVERLOADED', { 'retry-after': '2' }));
    const thrown = await thrownBy(clientWith({ retries: 2 }).listImages());
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ code: 'OVERLOADED', status: 503, retryAfterSeconds: 2, requestId: null });
    expect([server.seen.length, waits.length]).toEqual([3, 2]);
  });

  it('is not sent again where that takes too long, or is of no use', async () => {
    for (const [step, code] of [
      [problem(503, 'NOT_READY', { 'retry-after': '11' }), 'NOT_READY'],
      [problem(503, 'NOT_READY', { 'retry-after': 'Wed, 01 Jan 2200 00:00:00 GMT' }), 'NOT_READY'],
      [problem(400, 'INVALID_PARAMETER'), 'INVALID_PARAMETER'],
      [problem(401, 'UNAUTHENTICATED'), 'UNAUTHENTICATED'],
      [problem(500, 'INTERNAL'), 'INTERNAL'],
      [problem(410, 'A_NEW_CODE'), 'A_NEW_CODE'],
      [json({ error: 'of a proxy' }, {}, 418), 'UNREADABLE_ANSWER'],
      [(response: Parameters<Step>[0]) => response.end('<h1>Sign in</h1>'), 'UNREADABLE_ANSWER'],
      [json(['no', 'page']), 'UNREADABLE_ANSWER'],
    ] as const) {
      server.script(step);
      expect(await thrownBy(clientWith().listImages())).toMatchObject({ name: 'ProblemError', code });
      expect([code, server.seen.length]).toEqual([code, 1]);
    }
  });

  it('is given up when its time is over, and sent again', async () => {
    server.script(() => undefined, json(PAGE));
    expect(await clientWith({ timeoutMs: 50 }).listImages()).toEqual(PAGE);
  });

  it('ends with the reason of its signal, whatever it waits for', async () => {
    const reason = new Error('enough');
    server.script(() => undefined);
    const waiting = new AbortController();
    const call = thrownBy(clientWith().listImages({}, { signal: waiting.signal }));
    setTimeout(() => waiting.abort(reason), 20);
    expect(await call).toBe(reason);
    server.script(problem(503, 'OVERLOADED', { 'retry-after': '9' }));
    const resting = new AbortController();
    const client = new ImageGatewayClient({ baseUrl: server.url });
    const second = thrownBy(client.listImages({}, { signal: resting.signal }));
    setTimeout(() => resting.abort(reason), 50);
    expect(await second).toBe(reason);
    expect(server.seen).toHaveLength(1);
  });
});

describe('the newest image', () => {
  it('is asked for by its filters', async () => {
    server.script(json({ id: 'a', name: 'x' }));
    const query = { osDistro: 'ubuntu', by: 'version', fields: ['name'] } as const;
    expect(await clientWith({ token: () => Promise.resolve('t-1') }).latestImage(query)).toEqual({
      id: 'a',
      name: 'x',
    });
    const [{ url, headers }] = server.seen as [(typeof server.seen)[number]];
    expect(url).toBe('/v1/images/latest?osDistro=ubuntu&by=version&fields=name');
    expect([headers.authorization, headers.accept]).toEqual(['Bearer t-1', 'application/json']);
  });
});

/** Sends pieces of a stream one by one, and ends it, or leaves it open. */
function stream(pieces: readonly string[], end: 'end' | 'open' | 'break' = 'end'): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (at: number): void => {
      const piece = pieces[at];
      if (piece !== undefined) response.write(Buffer.from(piece), () => setImmediate(() => send(at + 1)));
      else if (end === 'end') response.end();
      else if (end === 'break') response.socket?.destroy();
    };
    send(0);
  };
}

const change = (version: string, previous: string, added = 1): CatalogEvent => ({
  version,
  previous,
  added,
  removed: 0,
  changed: 2,
});
const told = (event: CatalogEvent): string =>
  `event: catalog\nid: ${event.version}\ndata: ${JSON.stringify(event)}\n\n`;

/** So many events of a watch. */
async function take(events: AsyncIterable<CatalogEvent>, count: number): Promise<CatalogEvent[]> {
  const taken: CatalogEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

describe('a watch', () => {
  const [b, c, d] = [change('b', 'a'), change('c', 'b'), change('d', 'c', 7)];

  it('tells of each change, over as many streams as it takes, and goes on behind the last one', async () => {
    server.script(
      stream([told(b)], 'break'),
      problem(503, 'DRAINING', { 'retry-after': '1' }),
      breakOff,
      stream([': heartbeat\n\n', told(c)]),
      stream([told(d)], 'open'),
    );
    const events = clientWith({ retries: 2 }).watch({ osDistro: 'ubuntu', tag: ['x', 'y'] }, { after: 'a' });
    expect(await take(events, 3)).toEqual([b, c, d]);
    const asked = server.seen.map(({ headers }) => headers['last-event-id']);
    expect(asked).toEqual(['a', 'b', 'b', 'b', 'c']);
    expect(server.seen[0]).toMatchObject({
      url: '/v1/events?osDistro=ubuntu&tag=x&tag=y',
      headers: { accept: 'text/event-stream' },
    });
  });

  it.each([
    ['CR LF', told(b).replaceAll('\n', '\r\n')],
    ['CR', told(b).replaceAll('\n', '\r') + ':\r'],
    ['a byte order mark', `\ufeff${told(b)}`],
    [
      'data on several lines',
      `event:catalog\nid:b\ndata:{"version":"b","previous":"a",\ndata:"added":1,"removed":0,"changed":2}\n\n`,
    ],
    ['events of other kinds', `event: other\ndata: 1\n\ndata: 2\n\nevent: catalog\n\n${told(b)}`],
  ])('reads a stream with %s, in pieces of any size', async (_what, text) => {
    for (const size of [1, 2, 7, 1_000]) {
      const pieces = [...text].reduce<string[]>((all, letter, at) => {
        if (at % size === 0) all.push('');
        all[all.length - 1] += letter;
        return all;
      }, []);
      server.script(stream(pieces, 'open'));
      expect(await take(clientWith().watch(), 1)).toEqual([b]);
    }
  });

  it('does not tell of half an event, and waits as long as the stream says', async () => {
    server.script(stream(['retry: 70\n\n', told(b), told(c).slice(0, -1)]), stream([told(c)], 'open'));
    expect(await take(clientWith().watch(), 2)).toEqual([b, c]);
    expect(server.seen[1]!.headers['last-event-id']).toBe('b');
    expect(waits[0]).toBeGreaterThanOrEqual(70);
    expect(waits[0]).toBeLessThanOrEqual(84);
  });

  it('asks again when the stream falls silent', async () => {
    server.script(stream([told(b)], 'open'), stream([told(c)], 'open'));
    expect(await take(clientWith().watch({}, { silenceMs: 50 }), 2)).toEqual([b, c]);
  });

  it('ends with what does not pass, and with its signal', async () => {
    server.script(stream([told(b)]), problem(410, 'VERSION_GONE'));
    expect(await thrownBy(take(clientWith().watch(), 2))).toMatchObject({
      code: 'VERSION_GONE',
      status: 410,
    });
    server.script(breakOff);
    expect(await thrownBy(take(clientWith({ retries: 2 }).watch(), 1))).toMatchObject({ name: 'TypeError' });
    expect(server.seen).toHaveLength(3);
    server.script(stream([told(b)], 'open'));
    const stop = new AbortController();
    const seen: CatalogEvent[] = [];
    const watching = async (): Promise<void> => {
      for await (const event of clientWith().watch({}, { signal: stop.signal })) {
        seen.push(event);
        setTimeout(() => stop.abort(new Error('enough')), 10);
      }
    };
    expect(await thrownBy(watching())).toMatchObject({ message: 'enough' });
    expect(seen).toEqual([b]);
  });
});
