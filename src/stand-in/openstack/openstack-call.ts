import type { IncomingMessage } from 'node:http';

import { readBody } from '../incoming-call.js';
import type { Operation } from '../stand-in.types.js';

/** Where the two services are on this server. */
export const IDENTITY_PATH = '/identity';
export const IMAGE_PATH = '/image';

/** A request to one of the services, taken apart but not judged. */
export interface OpenStackCall {
  readonly operation: Operation | 'other';
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Empty when there is none. */
  readonly token: string;
  readonly accept: string | undefined;
  /** Which API of the identity service is asked. */
  readonly version: 'v2.0' | 'v3';
  readonly body: string;
}

/**
 * Reads the whole request.
 *
 * @throws Error when the caller goes away, or sends more than 64 KiB
 */
export async function readOpenStackCall(request: IncomingMessage): Promise<OpenStackCall> {
  const { method = '', url = '', headers } = request;
  const [path = '', ...rest] = url.split('?');
  return {
    operation: operationOf(method, path),
    method,
    path,
    query: new URLSearchParams(rest.join('?')),
    token: headers['x-auth-token']?.toString() ?? '',
    accept: headers.accept,
    version: path.endsWith('/v2.0/tokens') ? 'v2.0' : 'v3',
    body: await readBody(request),
  };
}

function operationOf(method: string, path: string): Operation | 'other' {
  const isIssue = [`${IDENTITY_PATH}/v2.0/tokens`, `${IDENTITY_PATH}/v3/auth/tokens`].includes(path);
  if (method === 'POST' && isIssue) return 'tokens';
  return method === 'GET' && path === `${IMAGE_PATH}/v2/images` ? 'images' : 'other';
}

const LIST_PARAMETERS = ['limit', 'marker', 'visibility', 'member_status', 'os_hidden'];

/**
 * What is wrong with a call, if a correct client never makes it.
 *
 * @param secrets values that have no place in a query
 */
export function openStackViolation(call: OpenStackCall, secrets: readonly string[]): string | undefined {
  const values = [...call.query.values()];
  if (secrets.some((secret) => secret !== '' && values.includes(secret))) return 'a credential in the query';
  if (call.operation === 'other') return 'no call that a gateway makes';
  if (call.accept !== 'application/json') return 'errors are pages unless JSON is asked for';
  if (call.operation === 'tokens') return undefined;
  const unknown = [...call.query.keys()].find((name) => !LIST_PARAMETERS.includes(name));
  if (unknown !== undefined) return `${unknown} filters by a property`;
  return call.query.has('limit') ? undefined : 'without a limit the size of pages is anything';
}
