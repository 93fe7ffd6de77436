import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { whenOver } from './when-over.js';

/** The response that a connection is taken by; Node keeps it there under this name. */
interface Taken {
  readonly _httpMessage?: ServerResponse | null;
}

/** The answer that a connection is taken by: it is awaited, or being written. */
export function openAnswer({ _httpMessage }: Socket & Taken): ServerResponse | undefined {
  return _httpMessage ?? undefined;
}

/** Calls once all requests that came through a connection are answered, now if they are. */
export function afterAnswers(socket: Socket, then: () => void): void {
  const open = openAnswer(socket);
  if (open) whenOver(open, () => afterAnswers(socket, then));
  else then();
}
