import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import type { Clock } from '../observability/clock.js';

/** A connection ends up to this share of the time limit later. */
const LOOKS_PER_LIMIT = 6;

/** How long a connection may stay as it is. */
export interface IdleLimits {
  /** Where a request is awaited, or worked on. */
  readonly idleTimeoutMs: number;
  /** Where an answer waits to be taken. */
  readonly sendTimeoutMs: number;
}

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
  private readonly lookEveryMs: number;
  private isAwake = false;

  /** A connection ends after its time limit, or at most a sixth of the shorter one later. */
  constructor(
    private readonly clock: Clock,
    private readonly limits: IdleLimits,
  ) {
    const { idleTimeoutMs, sendTimeoutMs } = limits;
    // a whole number of looks in the limit, or what is noticed late would end a look later still
    const looks = Math.ceil(LOOKS_PER_LIMIT * Math.max(1, idleTimeoutMs / sendTimeoutMs));
    this.lookEveryMs = idleTimeoutMs / looks;
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
    if (this.isAwake) this.clock.after(this.lookEveryMs, () => this.look());
  }

  private look(): void {
    const now = this.clock.monotonic();
    for (const [socket, { bytes, since }] of this.marks) {
      const moved = socket.bytesRead + socket.bytesWritten;
      if (this.leftToNode(socket) || moved !== bytes) this.marks.set(socket, { bytes: moved, since: now });
      else if (now - since >= this.limits.idleTimeoutMs) socket.destroy();
    }
    this.lookLater();
  }

  /** Of an answer that is still being read Node alone knows how much of it has gone. */
  private leftToNode(socket: Socket): boolean {
    const isBeingRead = socket.writableLength > 0;
    const wasBeingRead = (socket.timeout ?? 0) > 0;
    if (isBeingRead !== wasBeingRead) socket.setTimeout(isBeingRead ? this.limits.sendTimeoutMs : 0);
    return isBeingRead;
  }
}
