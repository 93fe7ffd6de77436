import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import { pathOf, queryOf } from './request-target.js';

/** A path is cut in the log: what nobody routed can be of any length. */
const LONGEST_LOGGED_PATH = 256;

/** Stands for a status where the caller went away before the whole answer was written; nginx made it known. */
const CALLER_GONE = 499;

/**
 * Writes one line for each request when it is over, and measures it. To be installed before hooks that refuse.
 *
 * Of the query only the names are written: a caller may have put a key where it does not belong.
 */
export function installAccessLog(server: FastifyInstance, log: Log, metrics: Metrics): void {
  const write = (request: FastifyRequest, reply: FastifyReply): void => {
    const route = request.is404 ? 'unrouted' : (request.routeOptions.url ?? 'unrouted');
    const status = reply.raw.writableFinished ? reply.statusCode : CALLER_GONE;
    metrics.requestAnswered(request.method, route, status, reply.elapsedTime / 1_000);
    log.info('request', {
      requestId: request.id,
      client: request.client?.name,
      method: request.method,
      path: pathOf(request.originalUrl).slice(0, LONGEST_LOGGED_PATH),
      parameters: parameterNames(request.originalUrl),
      status,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      cache: reply.getHeader('cache-status'),
    });
  };
  server.addHook('onRequest', (request, reply, done) => {
    // Fastify's own hook is silent where the caller went away
    reply.raw.once('close', () => write(request, reply));
    done();
  });
}

/** The names of the query's parameters as they were sent, those of a sane length. */
function parameterNames(target: string): string | undefined {
  const names = queryOf(target)
    .split('&')
    .map((part) => part.split('=', 1)[0] ?? '')
    .filter((name) => /^[A-Za-z]{1,32}$/.test(name));
  return names.length > 0 ? [...new Set(names)].join() : undefined;
}
