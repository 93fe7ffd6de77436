import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes connections beyond a number as soon as they come.
 *
 * Not with `maxConnections` of Node: a worker that has as many hands a connection back to its primary, which offers
 * it to the next one, and so on for as long as all of them are full.
 *
 * @param closed is told of each
 */
export function limitConnections(server: Server, most: number, closed: () => void): void {
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open++;
    socket.once('close', () => open--);
    if (open <= most) return;
    socket.destroy();
    closed();
  });
}
