import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';

import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions } from 'fastify';

import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import { parseQueryString } from '../parameters/query-string.js';
import { answerClientError, noteBody } from './client-error.js';
import { IdleConnections, type IdleLimits } from './idle-connections.js';
import { PublicConnections } from './public-connections.js';
import { PreparedResponse } from './prepared-response.js';
import { endsClearly } from './request-head.js';
import { REQUEST_ID_HEADER, requestId } from './request-id.js';
import { routableTarget } from './request-target.js';
import type { RouteTable } from './route-table.js';

/** Longer than any id, so that a long one is an unknown image and not an unknown route. */
const LONGEST_PARAMETER = 16_384;

/** What the server tells of routes and refusals, and what it must not repeat. */
export interface ServerParts {
  readonly routes: RouteTable;
  readonly log: Log;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
  readonly shortcut: Shortcut;
  readonly limits: ClientLimits;
}

/** How long clients may take. There may be no proxy in front of us that cuts slow ones off. */
interface ClientLimits extends IdleLimits {
  /** For the head of a request, and for its first byte; at most `requestTimeoutMs`. */
  readonly headersTimeoutMs: number;
  /** For a whole request. */
  readonly requestTimeoutMs: number;
  /** Before TCP asks whether the other end is still there. */
  readonly keepAliveProbeAfterMs: number;
}

type HttpOptions = ServerOptions<typeof IncomingMessage, typeof PreparedResponse>;

/** A slow request ends up to this share of its time limit later, */
const LOOKS_PER_LIMIT = 6;
/** but not more than this. */
const LOOK_EVERY_MS = 30_000;

/** Connections with a request of which nobody knows where it ends: what follows may be a part of it. */
const unclear = new WeakSet<Socket>();

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
  limits,
}: ServerParts): PublicServer {
  const idle = new IdleConnections(clock, limits);
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
      const made = createServer(nodeOptions(limits), (request, response) =>
        receive(request, response, shortcut, framework),
      );
      // none is dropped unseen: together they are bounded by their size
      made.maxHeadersCount = 0;
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

/** Hands a request on, unless it came behind one that may not have ended yet; the door tells that one. */
function receive(
  request: IncomingMessage,
  response: ServerResponse,
  shortcut: Shortcut,
  framework: RequestListener,
): void {
  if (unclear.has(request.socket)) return;
  if (endsClearly(request)) {
    noteBody(request, response);
    if (shortcut.answer(request, response)) return;
  } else {
    unclear.add(request.socket);
    response.shouldKeepAlive = false;
  }
  framework(request, response);
}

function nodeOptions(limits: ClientLimits): HttpOptions {
  return {
    ServerResponse: PreparedResponse,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(
      Math.ceil(limits.headersTimeoutMs / LOOKS_PER_LIMIT),
      LOOK_EVERY_MS,
    ),
    // off: it would set a timer anew for every answer, and `IdleConnections` does its work
    keepAliveTimeout: 0,
    // or a second `Host` or `Authorization` would be dropped unseen
    joinDuplicateHeaders: true,
    keepAlive: true,
    keepAliveInitialDelay: limits.keepAliveProbeAfterMs,
    // the door answers with a problem of its own
    requireHostHeader: false,
  };
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
