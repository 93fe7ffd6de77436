import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { send, sendHead } from './answer.js';
import type { Delivery } from './delivery.js';
import type { TransportFault } from './fault.js';
import { sendRaw } from './raw-answer.js';

const TICKS_PER_SECOND = 10;
const CHUNK = 64 * 1024;

/**
 * Sends the healthy answer in the way that the fault asks for.
 *
 * @throws Error when the caller leaves before the end of a huge answer
 */
export async function deliverFaultily(fault: TransportFault, delivery: Delivery): Promise<void> {
  const { response, held, gzip, answer } = delivery;
  switch (fault.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'delay':
      await held.hold(response, fault.ms);
      if (!response.destroyed) send(response, answer(), gzip);
      return;
    case 'hang':
      return fault.at === 'headers' ? hangBeforeHeaders(delivery) : hangInBody(delivery);
    case 'drip':
      return drip(delivery, fault.bytesPerSecond ?? 10);
    case 'truncate':
      return truncate(delivery);
    case 'huge':
      return huge(delivery, fault.bytes, fault.encoding === 'gzip');
    case 'raw':
      return sendRaw(fault, delivery);
  }
}

async function hangBeforeHeaders({ response, held, gzip, answer }: Delivery): Promise<void> {
  if (await held.hold(response)) send(response, answer(), gzip);
}

async function hangInBody({ response, held, gzip, answer }: Delivery): Promise<void> {
  const bytes = sendHead(response, answer(), gzip);
  const half = Math.ceil(bytes.byteLength / 2);
  response.write(bytes.subarray(0, half));
  if (await held.hold(response)) response.end(bytes.subarray(half));
}

async function drip({ response, held, answer }: Delivery, bytesPerSecond: number): Promise<void> {
  const { status, headers, body } = answer();
  const bytes = Buffer.from(body);
  const size = Math.max(1, Math.round(bytesPerSecond / TICKS_PER_SECOND));
  const pause = (1000 * size) / bytesPerSecond;
  response.writeHead(status, headers);
  let sent = 0;
  while (!response.destroyed) {
    response.write(sent < bytes.byteLength ? bytes.subarray(sent, sent + size) : ' ');
    sent += size;
    if (await held.hold(response, pause)) return void response.end(bytes.subarray(sent));
  }
}

async function truncate({ response, gzip, answer }: Delivery): Promise<void> {
  const bytes = sendHead(response, answer(), gzip);
  await new Promise((resolve) => response.write(bytes.subarray(0, bytes.byteLength / 2), resolve));
  response.socket?.destroySoon();
}

async function huge({ response, answer }: Delivery, size: number, zipped: boolean): Promise<void> {
  const { status, headers, body } = answer();
  response.writeHead(status, { ...headers, ...(zipped && { 'content-encoding': 'gzip' }) });
  const source = Readable.from(padded(Buffer.from(body), size));
  await (zipped ? pipeline(source, createGzip(), response) : pipeline(source, response));
}

function* padded(body: Buffer, size: number): Generator<Buffer> {
  yield body;
  const blanks = Buffer.alloc(CHUNK, ' ');
  for (let left = size - body.byteLength; left > 0; left -= CHUNK) yield blanks.subarray(0, left);
}
