import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

import type { Clock } from '../observability/clock.js';
import type { IdleConnections } from './idle-connections.js';
import { openAnswer } from './open-answers.js';

/** A connection ends when nothing has moved on it for so long. */
const QUIET_MS = 100;
/** So long the other side may take to end it as well; whoever is gone or hangs does not. */
const LINGER_MS = 500;
const LOOK_EVERY_MS = 25;
/** More turns of the event loop are not waited for, however many connections come. */
const LAST_TURNS = 100;

/** What had been moved through a connection, and since when it is so. */
interface Mark {
  readonly bytes: number;
  readonly since: number;
}

/** Of Node: `idle` are the connections on which the first byte of a request is awaited. */
interface ConnectionsList {
  idle(): readonly { readonly socket: Socket }[];
}

/**
 * Brings the connections of the public server to their end, without losing what was sent through them.
 *
 * Node's own ways do: `server.close()` destroys connections whose answer was written but not taken yet, and those
 * whose next request is there but not read yet. Here a connection is first left alone until it is quiet.
 */
export class PublicConnections {
  private readonly servers: Server[] = [];
  private readonly marks = new WeakMap<Socket, Mark>();
  private taken = 0;

  /** @param open knows all connections */
  constructor(
    private readonly open: IdleConnections,
    private readonly clock: Clock,
  ) {}

  get isAccepting(): boolean {
    return this.servers.some(({ listening }) => listening);
  }

  watch(server: Server): void {
    this.open.watch(server);
    this.servers.push(server);
    server.on('connection', () => this.taken++);
  }

  /** Takes what the system has accepted for us, one connection in each turn of the event loop, and then no more. */
  async stopAccepting(): Promise<void> {
    for (let turn = 0, before = -1; turn < LAST_TURNS && before !== this.taken; turn++) {
      before = this.taken;
      await turnOfLoop();
      await turnOfLoop();
    }
    // the method of an HTTP server would end connections, too
    for (const server of this.servers) NetServer.prototype.close.call(server);
  }

  /** Resolves when each connection has ended, which it does once nothing more comes through it. */
  async finish(): Promise<void> {
    while (this.open.count > 0) {
      await new Promise<void>((resolve) => this.clock.after(LOOK_EVERY_MS, resolve));
      // what came while the event loop was held up is read first
      await turnOfLoop();
      this.endQuiet();
    }
  }

  /** Ends all that are left, at once. */
  cut(): void {
    for (const socket of [...this.open.sockets]) socket.destroy();
  }

  private endQuiet(): void {
    const now = this.clock.monotonic();
    const awaiting = this.awaitingRequests();
    for (const socket of [...this.open.sockets]) {
      const bytes = socket.bytesRead + socket.bytesWritten;
      const mark = this.marks.get(socket);
      if (isAnswering(socket) || isReceiving(socket, awaiting) || mark?.bytes !== bytes) {
        this.marks.set(socket, { bytes, since: now });
      } else if (socket.writableEnded) {
        if (now - mark.since >= LINGER_MS) socket.destroy();
      } else if (now - mark.since >= QUIET_MS) {
        socket.end();
        this.marks.set(socket, { bytes, since: now });
      }
    }
  }

  /** The connections that have sent whole requests; `undefined` where this release of Node does not tell. */
  private awaitingRequests(): ReadonlySet<Socket> | undefined {
    const lists = this.servers.flatMap((server) => connectionsOf(server) ?? []);
    if (lists.length === 0) return undefined;
    return new Set(lists.flatMap((list) => list.idle().map(({ socket }) => socket)));
  }
}

function isAnswering(socket: Socket): boolean {
  return openAnswer(socket) !== undefined || socket.writableLength > 0;
}

/** Whether a part of a request has come, and not yet all of it. */
function isReceiving(socket: Socket, awaiting: ReadonlySet<Socket> | undefined): boolean {
  return awaiting !== undefined && socket.bytesRead > 0 && !socket.writableEnded && !awaiting.has(socket);
}

/** Where Node keeps the connections of a server: under a symbol that it does not export. */
function connectionsOf(server: Server): ConnectionsList | undefined {
  const name = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connections',
  );
  // what is under a symbol of another module has no type
  return name && (Reflect.get(server, name) as ConnectionsList | undefined);
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
