import { Socket } from 'node:net';

import { AnswerBodies } from './answer-bodies.js';
import { watchedOn, type GatewayWatch } from './gateway-watch.js';
import { noteLeak } from './leaks.js';
import type { Finding } from './secret-patterns.js';
import { SecretStream } from './secret-stream.js';

/** What a client of a gateway receives on one connection. */
class ReceivedBytes {
  private readonly sent: SecretStream;
  private readonly decoded: SecretStream;
  private readonly bodies = new AnswerBodies((body) => this.decoded.write(body));

  constructor({ patterns }: GatewayWatch, port: number) {
    const note = (finding: Finding): void => noteLeak(`an answer on port ${port}`, finding);
    this.sent = new SecretStream(patterns, note);
    this.decoded = new SecretStream(patterns, note);
  }

  take(bytes: Uint8Array): void {
    this.sent.write(bytes);
    this.bodies.feed(bytes);
  }

  end(): void {
    this.bodies.end();
  }
}

/** Sockets whose other end is no gateway have `undefined`. */
const received = new WeakMap<Socket, { readonly by: ReceivedBytes | undefined }>();

/**
 * Has every byte searched that a client in this process receives from a gateway, whoever that client is: a socket
 * hands on what it receives by `push`.
 *
 * @returns what ends it
 */
export function watchClients(): () => void {
  // what stands there, to be called with the socket
  const original: unknown = Reflect.get(Socket.prototype, 'push');
  if (typeof original !== 'function') throw new Error('a socket cannot be listened to');
  Socket.prototype.push = function (this: Socket, chunk: unknown, ...rest: unknown[]): boolean {
    take(this, chunk);
    return Boolean(Reflect.apply(original, this, [chunk, ...rest]));
  };
  return () => Reflect.deleteProperty(Socket.prototype, 'push');
}

function take(socket: Socket, chunk: unknown): void {
  const { by } = received.get(socket) ?? begin(socket);
  if (chunk instanceof Uint8Array) by?.take(chunk);
  else if (chunk === null) by?.end();
}

function begin(socket: Socket): { readonly by: ReceivedBytes | undefined } {
  const watch = watchedOn(socket.remotePort);
  const begun = { by: watch && new ReceivedBytes(watch, socket.remotePort ?? 0) };
  received.set(socket, begun);
  if (begun.by) socket.once('close', () => begun.by?.end());
  return begun;
}
