import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** What stands at an upstream's address without being one. */
export interface Door {
  /** An address such as `http://127.0.0.1:41234/compute`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Lets nobody in: nothing listens there. */
export async function closedDoor(): Promise<Door> {
  const door = await silentDoor();
  await door.close();
  return { ...door, close: () => Promise.resolve() };
}

/** Takes connections and says nothing. */
export function silentDoor(): Promise<Door> {
  return listening(createServer(), 'http');
}

/** Takes connections and hangs up. */
export function slammedDoor(): Promise<Door> {
  const server = createServer((socket) => socket.destroy());
  return listening(server, 'http');
}

/** Speaks plain HTTP where TLS is expected. */
export function plainDoor(): Promise<Door> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  return listening(server, 'https');
}

/** Speaks TLS but has no certificate, so that no handshake succeeds. */
export function namelessDoor(): Promise<Door> {
  return listening(createTlsServer(), 'https');
}

/** Takes connections and lets a TLS handshake wait for ever. */
export function silentTlsDoor(): Promise<Door> {
  return listening(createServer(), 'https');
}

async function listening(server: Server, scheme: 'http' | 'https'): Promise<Door> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // the address of a TCP server is no text
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: `${scheme}://127.0.0.1:${port}/compute`, port, close };
}
