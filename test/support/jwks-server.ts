import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeyObject } from 'node:crypto';

/** What the issuer does with a request for its keys. */
export type JwksBehaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** An issuer of tokens, as far as it publishes its keys: a real server, which does what a test says. */
export class JwksServer {
  /** Requests so far. */
  calls = 0;
  /** How it answers, until the next change. */
  behaviour: JwksBehaviour = answering({ keys: [] });
  private readonly server = createServer((request, response) => {
    this.calls++;
    this.behaviour(request, response);
  });
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}/jwks`;
  }

  /** Listens, after a `close` on the same port. */
  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    // an address of a TCP server is no text
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  publish(...keys: readonly object[]): void {
    this.behaviour = answering({ keys });
  }

  /** Refuses connections from now on. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function answering(body: unknown, status = 200, headers: Record<string, string> = {}): JwksBehaviour {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Says nothing, and keeps the connection. */
export const HANGING: JwksBehaviour = () => {};

/** A public key as issuers publish it. */
export function jwkOf(key: KeyObject, more: object = {}): object {
  return { ...key.export({ format: 'jwk' }), use: 'sig', ...more };
}
