import type { ServerResponse } from 'node:http';

import type { FastifyInstance } from 'fastify';

import { withoutCredentials } from '../domain/credential-shapes.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import { loggedTarget, type AnsweredRequest } from '../observability/request-line.js';
import { isNamed, type CallerAddresses } from './caller-address.js';
import { pathOf, queryOf } from './request-target.js';
import { whenOver } from './when-over.js';

/** A path is cut in the log: what nobody routed can be of any length. */
const LONGEST_LOGGED_PATH = 256;

/** Of the names of parameters, so many: there are fewer that mean something. */
const MOST_LOGGED_NAMES = 64;

/** Stands for a status where the caller went away before the whole answer was written; nginx made it known. */
const CALLER_GONE = 499;

declare module 'fastify' {
  interface FastifyRequest {
    /** `Cache-Status` of an answer from the catalogue. */
    cacheStatus: string | undefined;
  }
}

/** What is known of a request when its answer is handed to the socket. */
export interface RequestFacts extends Pick<
  AnsweredRequest,
  'requestId' | 'client' | 'address' | 'method' | 'target' | 'cacheStatus'
> {
  /** Monotonic. */
  readonly startedAt: number;
  /** Fastify's pattern. */
  readonly route: string;
}

/** Writes one line for each request when it is over, and measures it. */
export class AccessLog {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
    private readonly mask: (text: string) => string,
  ) {}

  /** To be called when an answer was handed to the socket, all of it. */
  answered(response: ServerResponse, facts: RequestFacts): void {
    // most answers fit into the socket's buffer, and are over at once; a connection that is gone says so no more
    if (response.writableFinished || response.req.socket.destroyed) this.over(response, facts);
    else whenOver(response, () => this.over(response, facts));
  }

  /** Tells of a request that is over. */
  over(response: ServerResponse, facts: RequestFacts): void {
    const { requestId, client, address, method, target, route, cacheStatus } = facts;
    const status = isWhole(response) ? response.statusCode : CALLER_GONE;
    const ms = this.clock.monotonic() - facts.startedAt;
    this.metrics.requestAnswered(method, route, status, ms / 1_000);
    this.log.request({
      at: this.clock.now(),
      requestId,
      client,
      address,
      method,
      target,
      status,
      ms,
      cacheStatus,
    });
  }

  /** Of the query only the names are told, and nothing that looks like a key: callers put theirs where they do not belong. */
  target(url: string): string {
    const path = withoutCredentials(pathOf(url)).slice(0, LONGEST_LOGGED_PATH);
    const names = parameterNames(url);
    return loggedTarget(this.mask(path), names && this.mask(withoutCredentials(names)));
  }
}

/** Lets the access log see every request that Fastify gets. To be installed before hooks that refuse. */
export function installAccessLog(
  server: FastifyInstance,
  accessLog: AccessLog,
  addresses: CallerAddresses,
  clock: Clock,
): void {
  server.decorateRequest('cacheStatus', undefined);
  server.addHook('onRequest', (request, reply, done) => {
    const startedAt = clock.monotonic();
    // a connection that is over has none
    const address = addresses.of(request.raw);
    // Fastify's own hook is silent where the caller went away
    whenOver(reply.raw, () =>
      accessLog.over(reply.raw, {
        startedAt,
        requestId: request.id,
        client: request.client?.name,
        address: isNamed(request.client) ? undefined : address,
        method: request.method,
        target: accessLog.target(request.originalUrl),
        route: request.is404 ? 'unrouted' : (request.routeOptions.url ?? 'unrouted'),
        cacheStatus: request.cacheStatus,
      }),
    );
    done();
  });
}

/** Whether all of an answer was taken: Node calls bytes written also where their connection broke under them. */
function isWhole({ writableFinished, req }: ServerResponse): boolean {
  return writableFinished && !req.socket.destroyed;
}

/** The names of the query's parameters as they were sent, those of a sane length and not too many. */
function parameterNames(target: string): string | undefined {
  const names = queryOf(target)
    .split('&')
    .map((part) => part.split('=', 1)[0] ?? '')
    .filter((name) => /^[A-Za-z]{1,32}$/.test(name));
  return names.length > 0 ? [...new Set(names)].slice(0, MOST_LOGGED_NAMES).join() : undefined;
}
