import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AccessGuard } from './access/access.guard.js';
import { WarmPath } from './answers/warm-path.js';
import type { LoadedConfig } from './config/load-config.js';
import { AccessLog, installAccessLog } from './http/access-log.js';
import { installDoor } from './http/door.js';
import { RouteTable } from './http/route-table.js';
import { createServerAdapter, Shortcut } from './http/server.js';
import { Drain } from './lifecycle/drain.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { NestLog } from './observability/nest-log.js';
import { DocsPage } from './openapi/docs-page.js';
import { createOpenApiDocument } from './openapi/openapi-document.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** Puts together what answers on `PORT`, without listening yet. */
export async function createPublicApp(
  module: DynamicModule,
  loaded: LoadedConfig,
  log: Log,
  clock: Clock,
): Promise<NestFastifyApplication> {
  const routes = new RouteTable();
  const mask = (text: string): string => loaded.knownSecrets.mask(text);
  const shortcut = new Shortcut();
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    createServerAdapter({
      routes,
      log,
      clock,
      mask,
      shortcut,
      longestWaitMs: loaded.config.upstream.timeoutMs,
    }),
    { logger: new NestLog(log), bodyParser: false, abortOnError: false },
  );
  const server = app.getHttpAdapter().getInstance();
  installAccessLog(server, app.get(AccessLog), clock);
  installDoor(server, { guard: app.get(AccessGuard), drain: app.get(Drain), routes });
  const warmPath = app.get(WarmPath);
  shortcut.answer = (request, response) => warmPath.answer(request, response);
  app.useGlobalFilters(new ProblemFilter(log, mask));
  if (loaded.config.server.docs) app.get(DocsPage).documentFrom(() => createOpenApiDocument(app));
  return app;
}
