import type { FastifyRequest } from 'fastify';

import type { Client } from '../access/client-keys.js';
import type { View } from '../domain/view.js';
import type { RawQuery, ViewersQuery } from '../parameters/query-string.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; known once the door has let the request in, and `undefined` where it does not matter. */
    client?: Client | undefined;
  }
}

/** Notes who is calling, with the request and with its query: pipes are given nothing but the query. */
export function noteViewer(request: FastifyRequest, client: Client): void {
  request.client = client;
  // of the server's parser, which makes nothing else
  const query = request.query as RawQuery;
  request.query = { ...query, view: client.view } satisfies ViewersQuery;
}

/**
 * What of the catalogue the caller of a request may see.
 *
 * @throws Error on a route that is open to anyone: there nobody has said who is calling
 */
export function viewOf({ client }: FastifyRequest): View {
  if (!client) throw new Error('a route that tells of images must ask for a client');
  return client.view;
}
