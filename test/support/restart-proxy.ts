import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway behind the proxy. */
export interface Replica {
  readonly url: string;
  readonly managementUrl: string;
}

const ASK_EVERY_MS = 50;

/**
 * A load balancer as plain as they come: it asks each replica's `/readyz` now and then, sends requests to those that
 * were ready in turn, on connections that it keeps, and never sends one again. What it cannot get is 502.
 */
export class RestartProxy {
  private readonly server = createServer((incoming, outgoing) => this.pass(incoming, outgoing));
  private readonly agent = new Agent({ keepAlive: true });
  private readonly ready = new Set<Replica>();
  private readonly timer: NodeJS.Timeout;
  private turns = 0;

  private constructor(private readonly replicas: readonly Replica[]) {
    this.timer = setInterval(() => replicas.forEach((replica) => void this.ask(replica)), ASK_EVERY_MS);
  }

  static async before(replicas: readonly Replica[]): Promise<RestartProxy> {
    const proxy = new RestartProxy(replicas);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    // the address of a TCP server is no text
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many replicas get requests now. */
  get readyCount(): number {
    return this.ready.size;
  }

  close(): void {
    clearInterval(this.timer);
    this.agent.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async ask(replica: Replica): Promise<void> {
    const isReady = await fetch(`${replica.managementUrl}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) this.ready.add(replica);
    else this.ready.delete(replica);
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const targets = this.replicas.filter((replica) => this.ready.has(replica));
    const replica = targets[this.turns++ % targets.length];
    if (!replica) return fail(outgoing, 'no replica is ready');
    const { method, headers } = incoming;
    const passed = request(
      `${replica.url}${incoming.url ?? ''}`,
      { method, headers: { ...headers, connection: 'keep-alive' }, agent: this.agent },
      (answer) => {
        // of that connection, not of this one
        delete answer.headers.connection;
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      },
    );
    passed.on('error', (error) => fail(outgoing, String(error)));
    incoming.pipe(passed);
  }
}

function fail(outgoing: ServerResponse, reason: string): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(502).end(reason);
}
