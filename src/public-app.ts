import type { AddressInfo } from 'node:net';

import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AccessGuard } from './access/access.guard.js';
import { WarmPath } from './answers/warm-path.js';
import type { ServerConfig } from './config/app-config.js';
import type { LoadedConfig } from './config/load-config.js';
import { withoutCredentials } from './domain/credential-shapes.js';
import { AccessLog, installAccessLog } from './http/access-log.js';
import { CallerAddresses } from './http/caller-address.js';
import { CompressionQueue } from './http/compression-queue.js';
import { limitConnections } from './http/connection-limit.js';
import { Cors } from './http/cors.js';
import { installDoor } from './http/door.js';
import { OverloadLog } from './http/overload-log.js';
import { Overload } from './http/overload.js';
import { RateGate } from './http/rate-gate.js';
import { RouteTable } from './http/route-table.js';
import type { PublicConnections } from './http/public-connections.js';
import { createPublicServer, Shortcut } from './http/server.js';
import { Drain } from './lifecycle/drain.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { Metrics } from './observability/metrics.js';
import { NestLog } from './observability/nest-log.js';
import { DocsPage } from './openapi/docs-page.js';
import { createOpenApiDocument } from './openapi/openapi-document.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { logReplacements } from './replaced-files.js';

/** What answers on `PORT`. */
export interface PublicApp {
  readonly app: NestFastifyApplication;
  readonly connections: PublicConnections;
}

/** Puts it together, without listening yet. */
export async function createPublicApp(
  module: DynamicModule,
  loaded: LoadedConfig,
  log: Log,
  clock: Clock,
): Promise<PublicApp> {
  logReplacements(loaded, log);
  const routes = new RouteTable();
  const mask = (text: string): string => loaded.knownSecrets.mask(text);
  const shortcut = new Shortcut();
  const { adapter, connections } = createPublicServer({
    routes,
    log,
    clock,
    mask,
    shortcut,
    limits: loaded.config.limits,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  const cors = app.get(Cors);
  const server = app.getHttpAdapter().getInstance();
  installAccessLog(server, app.get(AccessLog), app.get(CallerAddresses), clock);
  installDoor(server, {
    guard: app.get(AccessGuard),
    gate: app.get(RateGate),
    addresses: app.get(CallerAddresses),
    drain: app.get(Drain),
    routes,
    cors,
  });
  const warmPath = app.get(WarmPath);
  const overload = createOverload(app, loaded, clock);
  shortcut.answer = (request, response) => {
    if (warmPath.answer(request, response)) return true;
    cors.mark(request, response);
    return overload.refuses(request, response);
  };
  app.useGlobalFilters(new ProblemFilter(log, (text) => withoutCredentials(mask(text))));
  if (loaded.config.server.docs) app.get(DocsPage).documentFrom(() => createOpenApiDocument(app));
  return { app, connections };
}

/**
 * Begins what begins with the application, such as the first fetch, and listens.
 *
 * @returns the port; rejects when it is taken, or the process was told to end in the meantime
 */
export async function listen(app: NestFastifyApplication, { host, port }: ServerConfig): Promise<number> {
  await app.init();
  if (app.get(Drain).begun) throw new Error('told to end before it listened');
  // not by Nest, which would log a failure, too
  await app.getHttpAdapter().getInstance().listen({ host, port });
  // an address of a TCP server is no text
  return (app.getHttpServer().address() as AddressInfo).port;
}

function createOverload(
  app: NestFastifyApplication,
  { config, knownSecrets }: LoadedConfig,
  clock: Clock,
): Overload {
  const metrics = app.get(Metrics);
  const overloadLog = app.get(OverloadLog);
  const overload = new Overload({
    limits: config.limits,
    guard: app.get(AccessGuard),
    gate: app.get(RateGate),
    addresses: app.get(CallerAddresses),
    drain: app.get(Drain),
    compressions: app.get(CompressionQueue),
    overloadLog,
    accessLog: app.get(AccessLog),
    clock,
    mask: (text) => knownSecrets.mask(text),
  });
  metrics.watchLoad(() => overload);
  limitConnections(app.getHttpServer(), config.limits.connections, () => overloadLog.shed('connections'));
  return overload;
}
