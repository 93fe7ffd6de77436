import { connect, createServer, type AddressInfo } from 'node:net';

import { Log } from '../observability/log.js';
import { answerClientError } from './client-error.js';

/** What a client gets, and the log says, when Node finds this fault in what the client sent. */
async function answerTo(fault: {
  code?: string;
  rawPacket?: Buffer;
}): Promise<{ text: string; lines: string[] }> {
  const lines: string[] = [];
  const log = new Log('info', (text) => text, { write: (line) => lines.push(String(line)) });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    answerClientError(Object.assign(new Error('parse error'), fault), socket, log);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // an address of a TCP server is no text
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  for await (const bytes of client) text += String(bytes);
  await new Promise((resolve) => server.close(resolve));
  return { text, lines };
}

function packet(text: string): { code: string; rawPacket: Buffer } {
  return { code: 'HPE_HEADER_OVERFLOW', rawPacket: Buffer.from(text) };
}

const LONG = 'a'.repeat(20_000);

describe('answerClientError', () => {
  it.each([
    ['a request that came too slowly', { code: 'ERR_HTTP_REQUEST_TIMEOUT' }, 408, 'REQUEST_TIMEOUT'],
    ['a fault of another kind', { code: 'HPE_INVALID_CONSTANT' }, 400, 'MALFORMED_REQUEST'],
    ['a fault without a code', {}, 400, 'MALFORMED_REQUEST'],
    ['a long target', packet(`GET /${LONG}`), 414, 'URI_TOO_LONG'],
    ['a long target of another form', packet(`GET http://x/${LONG} HTTP/1.1\r\nX: y`), 414, 'URI_TOO_LONG'],
    ['the middle of a long target', packet(LONG), 414, 'URI_TOO_LONG'],
    ['the end of a long target', packet('aaa HTTP/1.1\r\nHost: x\r\n'), 414, 'URI_TOO_LONG'],
    ['a long header', packet(`GET / HTTP/1.1\r\nX: ${LONG}`), 431, 'HEADERS_TOO_LARGE'],
    ['the middle of a long header', packet('a b'.repeat(3_000)), 431, 'HEADERS_TOO_LARGE'],
    ['the end of a long header', packet(`aaa\r\nX: ${LONG}`), 431, 'HEADERS_TOO_LARGE'],
    ['no packet at all', { code: 'HPE_HEADER_OVERFLOW' }, 431, 'HEADERS_TOO_LARGE'],
  ])('tells %s with a problem, ends the connection and writes a line', async (_, fault, status, code) => {
    const { text, lines } = await answerTo(fault);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
    expect(head).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`);
    expect(head).toContain('\r\nConnection: close');
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, code });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ msg: 'request refused', requestId: problem['requestId'], status, code }),
    ]);
  });

  it.each([
    ['BREW /v1/images HTTP/1.1\r\n', 405],
    ['get / HTTP/1.1\r\n', 405],
    ['BREW /v1/images HTTP/2.0\r\n', 400],
    ['garbage\r\n', 400],
    ['<html> / HTTP/1.1\r\n', 400],
  ])('takes %j for a method that nobody knows, or for none: %d', async (sent, status) => {
    const { text } = await answerTo({ code: 'HPE_INVALID_METHOD', rawPacket: Buffer.from(sent) });
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(/\r\nAllow: GET, HEAD, POST\r\n/.test(text)).toBe(status === 405);
  });

  it('has nothing to say to a client that is gone', async () => {
    expect(await answerTo({ code: 'ECONNRESET' })).toEqual({ text: '', lines: [] });
  });
});
