import { createServer, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Inject, Injectable } from '@nestjs/common';

import type { LimitsConfig, ServerConfig } from '../config/app-config.js';
import { LIMITS_CONFIG, SERVER_CONFIG } from '../config/config.module.js';
import { Metrics } from '../observability/metrics.js';
import { problemBody, PROBLEM_TYPE } from '../problems/problem-body.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem-catalog.js';
import { newRequestId, REQUEST_ID_HEADER } from '../http/request-id.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';
import { keepNewest } from './newest-connections.js';
import { ReadinessProbe } from './readiness.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** So much later than its time limit a slow request ends at most. */
const LOOK_EVERY_MS = 2_000;

/**
 * Answers the operator's probes and scrapes on a port of its own: `/livez`, `/readyz`, `/metrics`.
 *
 * A bare server: it must answer whatever state the application is in, and it shares no route, hook or
 * limit with the public port.
 */
@Injectable()
export class ManagementServer {
  private readonly server: Server;

  constructor(
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
    private readonly readiness: ReadinessProbe,
    private readonly metrics: Metrics,
    @Inject(LIMITS_CONFIG) limits: LimitsConfig,
  ) {
    this.server = createServer(optionsOf(limits), (request, response) => {
      void this.answer(request.method ?? '', request.url ?? '', response).catch(() => response.destroy());
    });
    // also where an answer is not read
    this.server.setTimeout(limits.sendTimeoutMs);
    keepNewest(this.server, limits.managementConnections);
  }

  /** @returns the port it listens on; rejects when it is taken */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.config.managementPort, this.config.managementHost, () => {
        this.server.removeListener('error', reject);
        // an address of a TCP server is no text
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(method: string, target: string, response: ServerResponse): Promise<void> {
    const path = target.split('?')[0];
    const known = path === '/livez' || path === '/readyz' || path === '/metrics';
    if (!known) return problem(response, 'ROUTE_NOT_FOUND', 'Ask /livez, /readyz or /metrics.');
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return problem(response, 'METHOD_NOT_ALLOWED', 'Use GET or HEAD.');
    }
    if (path === '/metrics') {
      const { contentType, body } = await this.metrics.render();
      return send(response, 200, contentType, body);
    }
    const state = path === '/readyz' ? this.readiness.check() : { status: 'up' };
    send(response, state.status === 'up' ? 200 : 503, JSON_TYPE, JSON.stringify(state));
  }
}

function optionsOf({
  headersTimeoutMs,
  requestTimeoutMs,
  keepAliveProbeAfterMs,
}: LimitsConfig): ServerOptions {
  return {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(headersTimeoutMs, LOOK_EVERY_MS),
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbeAfterMs,
  };
}

function problem(response: ServerResponse, code: ProblemCode, detail: string): void {
  const id = newRequestId();
  response.setHeader(REQUEST_ID_HEADER, id);
  const body = problemBody({ code, detail }, id);
  send(response, PROBLEMS[code].status, PROBLEM_TYPE, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...SECURITY_HEADERS,
  });
  response.end(body);
}
