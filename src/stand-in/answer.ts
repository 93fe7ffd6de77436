import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A whole HTTP answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Status 200 with this value as JSON. */
export function jsonAnswer(value: unknown): Answer {
  return textAnswer(JSON.stringify(value), 'application/json;charset=UTF-8');
}

/** Status 200 with these bytes. */
export function textAnswer(body: string | Uint8Array, contentType: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body };
}

/** Sends the status and headers, `Content-Length` among them; returns the bytes that are still to come. */
export function sendHead(response: ServerResponse, answer: Answer, gzip: boolean): Buffer {
  const plain = Buffer.from(answer.body);
  const bytes = gzip ? gzipSync(plain) : plain;
  response.writeHead(answer.status, {
    'content-length': bytes.byteLength,
    ...(gzip && { 'content-encoding': 'gzip' }),
    ...answer.headers,
  });
  return bytes;
}

/** Sends the whole answer. */
export function send(response: ServerResponse, answer: Answer, gzip: boolean): void {
  response.end(sendHead(response, answer, gzip));
}
