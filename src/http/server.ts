import { createServer, type RequestListener, type Server } from 'node:http';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions } from 'fastify';

import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import { parseQueryString } from '../parameters/query-string.js';
import { answerClientError } from './client-error.js';
import { IdleConnections } from './idle-connections.js';
import { PublicConnections } from './public-connections.js';
import { PreparedResponse } from './prepared-response.js';
import { REQUEST_ID_HEADER, requestId } from './request-id.js';
import { routableTarget } from './request-target.js';
import type { RouteTable } from './route-table.js';

/**
 * A connection on which nothing moves ends, whether a request is awaited or an answer not read. Longer than load
 * balancers keep idle connections, so that none sends a request into one that we just ended.
 */
const IDLE_TIMEOUT_MS = 72_000;

const NODE_OPTIONS = {
  ServerResponse: PreparedResponse,
  /** A client that takes longer to send its request is cut off; there may be no proxy in front that does it. */
  requestTimeout: 30_000,
  /** Off: it would set a timer anew for every answer. `IdleConnections` does its work. */
  keepAliveTimeout: 0,
  /** The door answers with a problem of its own. */
  requireHostHeader: false,
};

/** Longer than any id, so that a long one is an unknown image and not an unknown route. */
const LONGEST_PARAMETER = 16_384;

/** What the server tells of routes and refusals, and what it must not repeat. */
export interface ServerParts {
  readonly routes: RouteTable;
  readonly log: Log;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
  readonly shortcut: Shortcut;
  /** How long a request may wait for its answer; its connection does not end before. */
  readonly longestWaitMs: number;
}

/** What is asked before the framework; there is one as soon as the application is put together. */
export class Shortcut {
  /** Says whether it has answered the request. */
  answer: (...request: Parameters<RequestListener>) => boolean = () => false;
}

/** The server below Nest, and its connections. */
export interface PublicServer {
  readonly adapter: FastifyAdapter;
  readonly connections: PublicConnections;
}

/** Makes the HTTP server below Nest: what a request's target, id and query are, and what is no request. */
export function createPublicServer({
  routes,
  log,
  clock,
  mask,
  shortcut,
  longestWaitMs,
}: ServerParts): PublicServer {
  const idle = new IdleConnections(clock, Math.max(IDLE_TIMEOUT_MS, 2 * longestWaitMs));
  const connections = new PublicConnections(idle, clock);
  const options: FastifyHttpOptions<Server> = {
    logger: false,
    genReqId: (request) => requestId(request.headers[REQUEST_ID_HEADER], mask),
    rewriteUrl: (request) => routableTarget(request.url ?? ''),
    routerOptions: { querystringParser: readQuery, maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, log),
    // the door answers with a problem of its own
    return503OnClosing: false,
    serverFactory: (framework) => {
      const made = createServer(NODE_OPTIONS, (request, response) => {
        if (!shortcut.answer(request, response)) framework(request, response);
      });
      connections.watch(made);
      return made;
    },
  };
  const adapter = new FastifyAdapter(options);
  const server = adapter.getInstance();
  answerOddRequests(server.server);
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  // no route reads a body; whatever comes is let through to nowhere, so that it is no error either
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  return { adapter, connections };
}

/**
 * Lets requests that Node would end by itself, without a problem, go the way of all others: `CONNECT`, after
 * which the connection ends, and an `Expect` that nobody knows, which may be passed over (RFC 9110, 10.1.1).
 */
function answerOddRequests(server: Server): void {
  server.on('connect', (request) => {
    const { socket } = request;
    socket.on('error', () => socket.destroy());
    const response = new PreparedResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function readQuery(query: string): Record<string, unknown> {
  return { ...parseQueryString(query) };
}
