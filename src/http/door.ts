import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AccessGuard } from '../access/access.guard.js';
import type { CallFacts } from '../access/authentication-log.js';
import type { Drain } from '../lifecycle/drain.js';
import { ProblemError } from '../problems/problem.error.js';
import { preferredType } from './accepted-types.js';
import type { CallerAddresses } from './caller-address.js';
import type { Cors } from './cors.js';
import { admitCounted } from './counted-admission.js';
import { PreparedResponse } from './prepared-response.js';
import { endsClearly, isHost, isSpoken } from './request-head.js';
import type { RateGate } from './rate-gate.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { isUnderApi, LONGEST_QUERY, pathOf, queryOf } from './request-target.js';
import { rulesOf, type RouteRules } from '../access/route.decorator.js';
import type { RouteTable } from './route-table.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { noteViewer } from './viewer.js';

/** What the door asks before it lets a request in. */
export interface DoorKeepers {
  readonly guard: AccessGuard;
  readonly gate: RateGate;
  readonly addresses: CallerAddresses;
  readonly drain: Drain;
  readonly routes: RouteTable;
  readonly cors: Cors;
}

/**
 * Lets a request in or turns it away, before its body is read and before Nest sees it, also where no route
 * was found. In this order: is it clear where it ends, who is it, and not too often, is it HTTP, is the query of a size
 * that we read, is there such a route, can we answer in a form that the caller takes.
 */
export function installDoor(server: FastifyInstance, keepers: DoorKeepers): void {
  const { guard, gate, addresses, drain, routes, cors } = keepers;
  server.decorateRequest('client', undefined);
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ [REQUEST_ID_HEADER]: request.id, ...SECURITY_HEADERS });
    refuseUnclearEnd(request);
    const rules = rulesOf(request.routeOptions.config);
    const path = pathOf(request.url);
    if (cors.isPreflight(request.raw)) {
      // under /v1 nobody learns without a credential what is there
      const methods = isUnderApi(path) ? routes.apiMethods : routes.methodsOf(path);
      if (methods.length > 0) return reply.code(204).headers(cors.leave(methods)).send();
    }
    const { raw } = request;
    const client = await admitCounted(
      { guard, gate, request: raw, response: reply.raw },
      {
        credentials: raw,
        rules,
        unrouted: request.is404,
        underApi: isUnderApi(path),
        call: callOf(request, addresses.of(raw)),
      },
    );
    if (client) noteViewer(request, client);
    refuseOddHead(request);
    if (queryOf(request.url).length > LONGEST_QUERY) {
      throw new ProblemError('URI_TOO_LONG', `Send a query of at most ${LONGEST_QUERY} characters.`);
    }
    if (request.is404) throw routeMissing(request, path, routes);
    if (rules) refuseOtherTypes(request, rules.produces);
  });
  server.addHook('onSend', (_request, reply: FastifyReply, payload, done) => {
    if (drain.begun && reply.raw instanceof PreparedResponse) reply.raw.announceEnd();
    done(null, payload);
  });
}

/** Before anything else: who sent it is as doubtful as where it ends. */
function refuseUnclearEnd({ raw }: FastifyRequest): void {
  if (endsClearly(raw)) return;
  throw new ProblemError('MALFORMED_REQUEST', 'Send a body with its length, or in chunks in HTTP/1.1.');
}

/** HTTP/1.1 asks for one host (RFC 9112, 3.2), HTTP/1.0 for none; others we do not speak. */
function refuseOddHead({ headers: { host }, raw: { httpVersion } }: FastifyRequest): void {
  if (!isSpoken(httpVersion)) throw new ProblemError('MALFORMED_REQUEST', 'Use HTTP/1.1.');
  if (isHost(host) || (host === undefined && httpVersion === '1.0')) return;
  throw new ProblemError('MALFORMED_REQUEST', 'Name the host in one Host header field.');
}

/** What the log tells of a request that nobody is recognised by. */
function callOf({ id, method, is404, routeOptions }: FastifyRequest, address: string): CallFacts {
  return { requestId: id, address, method, route: (is404 ? undefined : routeOptions.url) ?? 'unrouted' };
}

function routeMissing(request: FastifyRequest, path: string, routes: RouteTable): ProblemError {
  const allowed = routes.methodsOf(path);
  if (allowed.length === 0) return new ProblemError('ROUTE_NOT_FOUND', 'There is nothing at this path.');
  return new ProblemError('METHOD_NOT_ALLOWED', `Use ${allowed.join(' or ')}.`, {
    headers: { allow: allowed.join(', ') },
  });
}

function refuseOtherTypes({ headers }: FastifyRequest, produces: RouteRules['produces']): void {
  const produced = [produces].flat();
  if (preferredType(headers.accept, produced) !== undefined) return;
  throw new ProblemError('NOT_ACCEPTABLE', `This is answered as ${produced.join(' or ')} only; accept it.`);
}
