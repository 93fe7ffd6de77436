import type { IncomingMessage } from 'node:http';

import type { Operation } from './stand-in.types.js';

/** A request to the vendor's API, taken apart but not judged. */
export interface IncomingCall {
  readonly operation: Operation | 'other';
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** Still percent-encoded; empty for an unknown path. */
  readonly appkey: string;
  readonly query: URLSearchParams;
  /** Empty when there is none. */
  readonly token: string;
  readonly body: string;
}

const LONGEST_BODY = 64 * 1024;

/**
 * Reads the whole request.
 *
 * @param basePath what stands before `/v1.0/`
 * @throws Error when the caller goes away, or sends more than 64 KiB
 */
export async function readCall(request: IncomingMessage, basePath: string): Promise<IncomingCall> {
  const { method = '', url = '' } = request;
  const [path = '', ...rest] = url.split('?');
  const [, appkey = '', resource] =
    /^\/v1\.0\/appkeys\/([^/]+)\/(tokens|images)$/.exec(under(basePath, path)) ?? [];
  return {
    operation: operationOf(method, resource),
    method,
    path,
    appkey,
    query: new URLSearchParams(rest.join('?')),
    token: request.headers['x-auth-token']?.toString() ?? '',
    body: await readBody(request),
  };
}

function under(basePath: string, path: string): string {
  return path.startsWith(basePath) ? path.slice(basePath.length) : '';
}

function operationOf(method: string, resource: string | undefined): Operation | 'other' {
  if (method === 'POST' && resource === 'tokens') return 'tokens';
  if (method === 'GET' && resource === 'images') return 'images';
  return 'other';
}

/** Reads a request body as UTF-8 text, at most 64 KiB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('the request is read as bytes');
    length += chunk.byteLength;
    if (length > LONGEST_BODY) throw new RangeError('the request body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
