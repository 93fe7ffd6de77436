import type { FastifyInstance } from 'fastify';

import type { Log } from '../observability/log.js';
import type { Metrics } from '../observability/metrics.js';
import { pathOf, queryOf } from './request-target.js';

/** A path is cut in the log: what nobody routed can be of any length. */
const LONGEST_LOGGED_PATH = 256;

/**
 * Writes one line for each answered request, and measures it.
 *
 * Of the query only the names are written: a caller may have put a key where it does not belong.
 */
export function installAccessLog(server: FastifyInstance, log: Log, metrics: Metrics): void {
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unrouted' : (request.routeOptions.url ?? 'unrouted');
    metrics.requestAnswered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    log.info('request', {
      requestId: request.id,
      client: request.client?.name,
      method: request.method,
      path: pathOf(request.originalUrl).slice(0, LONGEST_LOGGED_PATH),
      parameters: parameterNames(request.originalUrl),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      cache: reply.getHeader('cache-status'),
    });
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
