import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Answers one request; a rejection ends its connection. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A listening HTTP server that can be ended at once. */
export class StandInServer {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(handler: Handler) {
    this.#server = createServer((request, response) => {
      handler(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /**
   * @returns the origin, with a loopback host when it listens on every address
   * @throws Error with the system's code when the port is taken
   */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    const reachable = host === '0.0.0.0' ? '127.0.0.1' : host;
    return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}`;
  }

  /** Frees the port and destroys every connection; a second call does nothing. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
