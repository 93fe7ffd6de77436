import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';

import { HeaderBlock } from './header-block.js';
import { PreparedResponse } from './prepared-response.js';

const BLOCK = new HeaderBlock([
  'etag',
  'W/"a"',
  'content-length',
  '7',
  'date',
  'Mon, 05 Jan 2026 02:00:00 GMT',
]);
const BODY = Buffer.from('{"a":1}');

type Answer = (response: PreparedResponse, status: number) => boolean;

const prepared: Answer = (response, status) =>
  response.sendPrepared(status, BLOCK.lines, status === 304 ? undefined : BODY);

const byNode: Answer = (response, status) => {
  response.writeHead(status, [...BLOCK.fields]);
  response.end(status === 304 ? undefined : BODY);
  return true;
};

/** All bytes that a server sends to a connection on which this is said. */
async function bytesFor(said: string, answer: Answer): Promise<string> {
  const server: Server<typeof IncomingMessage, typeof PreparedResponse> = createServer(
    { ServerResponse: PreparedResponse, keepAliveTimeout: 0 },
    (request, response) => {
      if (!answer(response, request.url === '/304' ? 304 : 200)) byNode(response, 200);
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let bytes = '';
  socket.on('data', (chunk: Buffer) => (bytes += chunk.toString('latin1')));
  socket.write(said);
  // an answer to something wrong ends the connection, behind all others
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  await once(socket, 'end');
  socket.destroy();
  server.close();
  return bytes;
}

function request(method: string, path: string, ...lines: string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'host: a', ...lines, '', ''].join('\r\n');
}

describe('a prepared response', () => {
  it.each([
    ['GET', request('GET', '/')],
    ['HEAD', request('HEAD', '/')],
    ['304', request('GET', '/304')],
    ['304 of HEAD', request('HEAD', '/304')],
    [
      'several in one go',
      request('GET', '/') + request('HEAD', '/') + request('GET', '/304') + request('GET', '/'),
    ],
    ['a body that nobody reads', request('GET', '/', 'content-length: 3') + 'abc'],
    ['Expect', request('GET', '/', 'expect: 100-continue', 'content-length: 3') + 'abc'],
    ['HTTP/1.0 that keeps its connection', 'GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n'],
    ['HTTP/1.0 that does not', 'GET / HTTP/1.0\r\n\r\n'],
    ['a connection that is not kept', request('GET', '/', 'connection: close')],
  ])('is what Node would have sent: %s', async (_what, said) => {
    const ours = await bytesFor(said, prepared);
    const nodes = await bytesFor(said, byNode);
    expect(ours.toLowerCase()).toBe(nodes.toLowerCase());
    expect(ours).toContain('\r\netag: W/"a"\r\n');
  });

  it.each([
    ['GET', request('GET', '/')],
    ['304', request('GET', '/304')],
    ['a connection that is not kept', request('GET', '/', 'connection: close')],
  ])('carries what it was given before, however it is sent: %s', async (_what, said) => {
    const carrying =
      (answer: Answer): Answer =>
      (response, status) => {
        response.carry('x-first: "a";b=1\r\nx-second: c\r\n');
        return answer(response, status);
      };
    const ours = await bytesFor(said, carrying(prepared));
    const nodes = await bytesFor(said, carrying(byNode));
    expect(ours.toLowerCase()).toBe(nodes.toLowerCase());
    expect(ours).toContain('\r\nx-first: "a";b=1\r\nx-second: c\r\n');
  });

  it.each([
    ['is used for a connection that is kept', request('GET', '/'), true],
    ['is used for HEAD', request('HEAD', '/'), true],
    ['is left to Node for one that is not', request('GET', '/', 'connection: close'), false],
  ])('%s', async (_what, said, expected) => {
    const used: boolean[] = [];
    await bytesFor(said, (response, status) => {
      used.push(prepared(response, status));
      return used.at(-1)!;
    });
    expect(used[0]).toBe(expected);
  });

  it('is not sent twice', async () => {
    const again: boolean[] = [];
    await bytesFor(request('GET', '/'), (response, status) => {
      byNode(response, status);
      again.push(prepared(response, status));
      return true;
    });
    expect(again[0]).toBe(false);
  });
});
