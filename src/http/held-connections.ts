import type { Socket } from 'node:net';

/**
 * Keeps connections from being read until the event loop has turned.
 *
 * As long as a thousand connections have something to read, Node goes on reading and comes to nothing else: not to
 * timers, and not to connections that are new, such as that of a probe. What is held is not asked for again.
 */
export class HeldConnections {
  private held: Socket[] = [];

  hold(socket: Socket): void {
    if (this.held.length === 0) setImmediate(() => this.release());
    // the one before: Node resumes a connection when it has answered, which it is about to do with this one
    this.held.at(-1)?.pause();
    this.held.push(socket);
  }

  private release(): void {
    const { held } = this;
    this.held = [];
    for (const socket of held) socket.resume();
  }
}
