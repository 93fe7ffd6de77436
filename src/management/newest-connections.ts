import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps so many connections at most: a further one takes the place of the oldest, so that whoever opens many and leaves
 * them keeps nobody else out.
 */
export function keepNewest(server: Server, most: number): void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    const [oldest] = open;
    if (open.size > most) oldest?.destroy();
  });
}
