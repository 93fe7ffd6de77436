import type { Delivery } from './delivery.js';
import type { RawFault } from './fault.js';

/** Writes the bytes past the HTTP server, straight to its connection. */
export async function sendRaw(
  { bytes, then }: RawFault,
  { response, held, answer }: Delivery,
): Promise<void> {
  const { socket } = response;
  if (!socket) return;
  await new Promise((resolve) => socket.write(filledIn(bytes, Buffer.from(answer().body)), resolve));
  if (then === 'hang') await held.hold(response);
  if (then === 'reset') socket.resetAndDestroy();
  else socket.destroySoon();
}

function filledIn(bytes: string, body: Buffer): string {
  return bytes
    .replaceAll('{body}', () => body.toString())
    .replaceAll('{half}', () => body.subarray(0, body.byteLength / 2).toString())
    .replaceAll('{length}', String(body.byteLength));
}
