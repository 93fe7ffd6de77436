import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What is to be called for the answers of a connection that are not over. */
const open = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls once, when an answer is over: all of it was handed to the connection, or the connection is gone. The latter
 * Node tells only the answer that is being written, and not those that wait behind it (RFC 9112, 9.3.2).
 */
export function whenOver(response: ServerResponse, over: () => void): void {
  const others = openAnswersOf(response.req.socket);
  const end = (): void => {
    if (others.delete(end)) over();
  };
  others.add(end);
  response.once('close', end);
}

/** One listener for each connection, however many requests it brings. */
function openAnswersOf(socket: Socket): Set<() => void> {
  const known = open.get(socket);
  if (known) return known;
  const answers = new Set<() => void>();
  open.set(socket, answers);
  socket.once('close', () => answers.forEach((end) => end()));
  return answers;
}
