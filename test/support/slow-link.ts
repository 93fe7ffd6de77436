import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Clock } from '../../src/observability/clock.js';

const TICK_MS = 50;

/** A proxy before a TCP server that lets so many bytes a second through, in each direction of each connection. */
export class SlowLink {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    private readonly target: number,
    private readonly clock: Clock,
    private readonly bytesPerSecond: number,
  ) {
    this.server = createServer((near) => this.join(near));
  }

  /** @param clock what a second is is its matter */
  static async before(target: number, clock: Clock, bytesPerSecond: number): Promise<SlowLink> {
    const link = new SlowLink(target, clock, bytesPerSecond);
    await new Promise<void>((resolve) => link.server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    // the address of a TCP server is no text
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket): void {
    const far = createConnection(this.target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      this.pass(from, to);
    }
  }

  private pass(from: Socket, to: Socket): void {
    let waiting = Buffer.alloc(0);
    const tick = (): void => {
      const now = Math.ceil((this.bytesPerSecond * TICK_MS) / 1_000);
      if (waiting.length > 0) to.write(waiting.subarray(0, now));
      waiting = waiting.subarray(now);
      if (!from.destroyed) this.clock.after(TICK_MS, tick);
    };
    from.on('data', (bytes: Buffer) => (waiting = Buffer.concat([waiting, bytes])));
    tick();
  }
}
