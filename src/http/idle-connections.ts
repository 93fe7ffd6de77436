import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import type { Clock } from '../observability/clock.js';

/** A connection ends up to this share of the time limit later. */
const LOOKS_PER_LIMIT = 6;

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What had been moved through a connection, and since when it is so. */
interface Mark {
  readonly bytes: number;
  readonly since: number;
}

/**
 * Ends connections on which nothing moves, whether a request is awaited or an answer not read.
 *
 * All of them are looked at now and then, because Node's own limit, which sets a timer anew for every read and every
 * write, costs a warm page 5 % of its time; it is used for answers that are not taken at once. Memory: one small
 * object for each connection.
 */
export class IdleConnections {
  private readonly marks = new Map<Socket, Mark>();
  private readonly nodeLimitMs: number;
  private isAwake = false;

  /** @param limitMs a connection ends after this time, or at most a sixth of it later */
  constructor(
    private readonly clock: Clock,
    private readonly limitMs: number,
  ) {
    this.nodeLimitMs = Math.min(Math.ceil(limitMs), LONGEST_TIMER_MS);
  }

  /** Those that are open now. */
  get sockets(): Iterable<Socket> {
    return this.marks.keys();
  }

  get count(): number {
    return this.marks.size;
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.marks.set(socket, { bytes: 0, since: this.clock.monotonic() });
      socket.once('close', () => this.marks.delete(socket));
      if (!this.isAwake) this.lookLater();
    });
  }

  private lookLater(): void {
    this.isAwake = this.marks.size > 0;
    if (this.isAwake) this.clock.after(this.limitMs / LOOKS_PER_LIMIT, () => this.look());
  }

  private look(): void {
    const now = this.clock.monotonic();
    for (const [socket, { bytes, since }] of this.marks) {
      const moved = socket.bytesRead + socket.bytesWritten;
      if (this.leftToNode(socket) || moved !== bytes) this.marks.set(socket, { bytes: moved, since: now });
      else if (now - since >= this.limitMs) socket.destroy();
    }
    this.lookLater();
  }

  /** Of an answer that is still being read Node alone knows how much of it has gone. */
  private leftToNode(socket: Socket): boolean {
    const isBeingRead = socket.writableLength > 0;
    const wasBeingRead = (socket.timeout ?? 0) > 0;
    if (isBeingRead !== wasBeingRead) socket.setTimeout(isBeingRead ? this.nodeLimitMs : 0);
    return isBeingRead;
  }
}
