import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import { requestLines } from '../support/warm-exchange.js';

/** Short, so that a test need not wait; each has its own, so that it is known which of them ended a connection. */
const LIMITS = {
  HEADERS_TIMEOUT: '300ms',
  REQUEST_TIMEOUT: '900ms',
  SEND_TIMEOUT: '600ms',
  IDLE_TIMEOUT: '1200ms',
  KEEPALIVE_PROBE_AFTER: '7s',
  UPSTREAM_TIMEOUT: '500ms',
};

/** The first one has a description that no socket takes at once. */
const IMAGES = generateImages(60).map((image, at) =>
  at > 0 ? image : { ...image, properties: { ...image.properties, description: 'large '.repeat(1_200_000) } },
);
const LARGE_PAGE = `/v1/images/${IMAGES[0]!.id}`;

let upstream: StandIn;
let gateway: TestGateway;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: IMAGES });
  gateway = await startGateway({ upstreamUrl: upstream.url, env: LIMITS });
  await eventually(
    async () => (await fetch(`${gateway.managementUrl}/readyz`)).status,
    (status) => status === 200,
    30_000,
  );
});

afterEach(() => opened.splice(0).forEach((connection) => connection.close()));

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

async function open(url = gateway.url): Promise<RawConnection> {
  const connection = await RawConnection.open(url);
  opened.push(connection);
  return connection;
}

/** Sends a text again and again until the connection ends. */
async function trickle(connection: RawConnection, text: string): Promise<void> {
  let isOver = false;
  void connection.ended.then(() => (isOver = true));
  while (!isOver) {
    connection.send(text);
    await pause(20);
  }
}

/** Timers of connections are seen in `/proc`. */
const onLinux = process.platform === 'linux' ? it : it.skip;

const TIMED_OUT = { status: 408, headers: { 'content-type': 'application/problem+json' } };

describe('a client that takes its time', () => {
  it('is told so and cut off when it connects and says nothing', async () => {
    const connection = await open();
    expect(await connection.answer()).toMatchObject(TIMED_OUT);
    await connection.ended;
  });

  it('is told so and cut off when the head of its request trickles in', async () => {
    const connection = await open();
    connection.send('GET /v1/images HTTP/1.1\r\nHost: a\r\n');
    await trickle(connection, 'X-More: 1\r\n');
    expect(await connection.answer()).toMatchObject(TIMED_OUT);
  });

  it('is cut off when the body of its request trickles in, though it was answered', async () => {
    const connection = await open();
    connection.send(requestText('POST', '/v1/images', { 'Content-Length': '100000' }));
    expect(await connection.answer()).toMatchObject({ status: 405 });
    await trickle(connection, 'x');
    expect(connection.rest).toBe('');
  });

  it('is cut off when it is idle after an answer, and not as long as it goes on asking', async () => {
    const connection = await open();
    const endsAt = Date.now() + 3_000;
    while (Date.now() < endsAt) {
      connection.send(requestText('GET', '/v1/images?limit=1'));
      expect(await connection.answer()).toMatchObject({ status: 200 });
      await pause(50);
    }
    await connection.ended;
    expect(connection.rest).toBe('');
  });

  it('is cut off when it does not read its answer', async () => {
    const socket = await openUnread();
    socket.write(requestText('GET', LARGE_PAGE, { 'X-Request-Id': 'unread' }));
    const line = await eventually(
      () => requestLines(gateway).find(({ requestId }) => requestId === 'unread'),
      (found) => found !== undefined,
      20_000,
    );
    expect(line).toMatchObject({ status: 499 });
  });

  onLinux(
    'is asked by TCP whether it is still there, so that one that is gone without a word is noticed',
    async () => {
      const connection = await open();
      connection.send(requestText('GET', '/v1/images?limit=1'));
      await connection.answer();
      const probes = acceptedOn(Number(new URL(gateway.url).port)).map(({ timer, dueMs }) => ({
        isProbe: timer === KEEP_ALIVE,
        isInTime: dueMs > 0 && dueMs <= 7_000,
      }));
      expect(probes).toContainEqual({ isProbe: true, isInTime: true });
    },
  );
});

/** A connection whose other end takes nothing. */
function openUnread(): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket)).pause();
    socket.once('error', reject);
    opened.push({ close: () => socket.destroy() });
  });
}

/** As in `/proc/net/tcp`. */
const KEEP_ALIVE = '02';
const ESTABLISHED = '01';
const MS_PER_TICK = 10;

/** The timers of the connections that were accepted on a port, as the kernel has them. */
function acceptedOn(port: number): { timer: string; dueMs: number }[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) =>
        local?.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`) && state === ESTABLISHED,
    )
    .map(([, , , , , when = '']) => {
      const [timer = '', ticks = ''] = when.split(':');
      return { timer, dueMs: parseInt(ticks, 16) * MS_PER_TICK };
    });
}
