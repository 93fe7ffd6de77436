import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { ManualClock } from '../../test/support/manual-clock.js';
import { Log } from '../observability/log.js';
import { RouteTable } from './route-table.js';
import { createPublicServer, Shortcut } from './server.js';

const HOUR_MS = 3_600_000;
const REQUEST = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

let clock: ManualClock;
let end: () => Promise<void>;

interface Connected {
  readonly socket: Socket;
  /** The server's end. */
  readonly accepted: Socket;
  readonly answer: (body?: string) => void;
}

const LIMITS = {
  headersTimeoutMs: HOUR_MS,
  requestTimeoutMs: HOUR_MS,
  sendTimeoutMs: 60_000,
  keepAliveProbeAfterMs: 30_000,
};

/** A connection to a server that answers nothing before it is told to. */
async function connectTo(idleTimeoutMs = 72_000): Promise<Connected> {
  clock = new ManualClock();
  const mask = (text: string): string => text;
  const log = new Log('silent', mask, { write: () => {} });
  const shortcut = new Shortcut();
  const answers: ((body: string) => void)[] = [];
  shortcut.answer = (_request, response) => answers.push((body) => response.end(body)) > 0;
  const parts = {
    routes: new RouteTable(),
    log,
    clock,
    mask,
    shortcut,
    limits: { ...LIMITS, idleTimeoutMs },
  };
  const { server } = createPublicServer(parts).adapter.getInstance();
  const connected = once(server.listen(0, '127.0.0.1'), 'connection');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  const [accepted] = (await connected) as [Socket];
  end = async () => {
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { socket, accepted, answer: (body = 'answered') => answers.shift()?.(body) };
}

/** Whether the server has ended the connection, once it had the time to. */
async function hasEnded(socket: Socket): Promise<boolean> {
  await pause(50);
  return socket.closed;
}

afterEach(() => end());

describe('a connection on which nothing moves', () => {
  it('ends later than load balancers forget it, whether it was used or not', async () => {
    const { socket, answer } = await connectTo();
    clock.advance(60_000);
    socket.write(REQUEST);
    await pause(50);
    answer();
    await once(socket, 'data');
    clock.advance(72_000);
    expect(await hasEnded(socket)).toBe(false);
    clock.advance(12_000);
    expect(await hasEnded(socket)).toBe(true);
  });

  it('ends when it was never used', async () => {
    const { socket } = await connectTo();
    clock.advance(71_999);
    expect(await hasEnded(socket)).toBe(false);
    clock.advance(12_001);
    expect(await hasEnded(socket)).toBe(true);
  });

  it.each([120_000, 30 * 24 * HOUR_MS])(
    'does not end while its request waits for an upstream that may take %i ms',
    async (longestWaitMs) => {
      const { socket, answer } = await connectTo(2 * longestWaitMs);
      socket.write(REQUEST);
      await pause(50);
      clock.advance(longestWaitMs + 500);
      expect(await hasEnded(socket)).toBe(false);
      answer();
      await once(socket, 'data');
    },
  );

  it('is a slow reader with Node, which knows how much was taken, until all of it was', async () => {
    const { socket, accepted, answer } = await connectTo();
    socket.pause();
    socket.write(REQUEST);
    await pause(50);
    answer('large '.repeat(5_000_000));
    await pause(50);
    expect(accepted.writableLength).toBeGreaterThan(0);
    clock.advance(12_000);
    expect(accepted.timeout).toBe(60_000);
    clock.advance(300_000);
    expect(await hasEnded(socket)).toBe(false);
    socket.resume();
    while (accepted.writableLength > 0) await pause(10);
    clock.advance(12_000);
    expect(accepted.timeout).toBe(0);
    expect(await hasEnded(socket)).toBe(false);
    clock.advance(84_000);
    expect(await hasEnded(socket)).toBe(true);
  });
});
