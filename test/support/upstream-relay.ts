import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes bytes on to a server, and counts the connections that it takes for that. */
export interface Relay {
  /** The address of what is behind it, on the relay's own port. */
  readonly url: string;
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts a relay to a local server, such as `http://127.0.0.1:41234/compute`. */
export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let connections = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    connections += 1;
    const far = keep(connect(Number(port), hostname));
    keep(near).pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // the address of a TCP server is no text
  const own = (server.address() as AddressInfo).port;
  return {
    url: target.replace(`:${port}`, `:${own}`),
    get connections() {
      return connections;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
