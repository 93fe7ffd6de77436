import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { RawConnection, requestText } from '../../test/support/door-raw-http.js';
import { HeldConnections } from './held-connections.js';

let server: Server;
let paused: number;
const opened: RawConnection[] = [];

beforeEach(async () => {
  paused = 0;
  const held = new HeldConnections();
  server = createServer((request, response) => {
    held.hold(request.socket);
    response.setHeader('content-length', 2);
    response.end('ok');
  });
  server.on('connection', (socket) => socket.on('pause', () => paused++));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  opened.splice(0).forEach((connection) => connection.close());
  await new Promise((resolve) => server.close(resolve));
});

async function open(): Promise<RawConnection> {
  const { port } = server.address() as AddressInfo;
  const connection = await RawConnection.open(`http://127.0.0.1:${port}`);
  opened.push(connection);
  return connection;
}

describe('connections that are held', () => {
  it('are not read for a moment, and go on after it', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, open));
    for (let time = 0; time < 20; time++) {
      for (const connection of connections) connection.send(requestText('GET', '/'));
      for (const connection of connections) expect(await connection.answer()).toMatchObject({ body: 'ok' });
    }
    expect(paused).toBeGreaterThan(0);
  });

  it('go on also in the middle of a body, and where several requests come at once', async () => {
    const connections = await Promise.all([open(), open(), open()]);
    const request = requestText('POST', '/', { 'Content-Length': '100' });
    for (let time = 0; time < 5; time++) {
      for (const connection of connections) connection.send(`${request}${'x'.repeat(50)}`);
      for (const connection of connections) await connection.answer();
      for (const connection of connections)
        connection.send(`${'x'.repeat(50)}${requestText('GET', '/').repeat(9)}`);
      for (const connection of connections) for (let at = 0; at < 9; at++) await connection.answer();
    }
    expect(connections.map(({ rest }) => rest)).toEqual(['', '', '']);
  });

  it('that have ended meanwhile are in nobody’s way', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, open));
    for (const connection of connections) connection.send(requestText('GET', '/'));
    for (const connection of connections.slice(10)) connection.close();
    for (const connection of connections.slice(0, 10)) await connection.answer();
    const another = await open();
    another.send(requestText('GET', '/'));
    expect(await another.answer()).toMatchObject({ body: 'ok' });
  });
});
