import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';
import { CatalogService } from './catalog/catalog.service.js';
import { CATALOG_SOURCES } from './catalog/catalog-sources.token.js';
import type { RefreshedSource } from './catalog/refreshed-source.js';
import { ServedCatalog } from './catalog/served-catalog.js';
import { PoolReadiness } from './cluster/pool.readiness.js';
import { WorkerPool } from './cluster/worker-pool.js';
import type { Environment } from './config/environment.js';
import type { LoadedConfig } from './config/load-config.js';
import { HistoryKeeper } from './history/history-keeper.js';
import { Drain } from './lifecycle/drain.js';
import { shutdownTimes } from './lifecycle/shutdown-times.js';
import { ManagementServer } from './management/management.server.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { Metrics } from './observability/metrics.js';
import { NestLog } from './observability/nest-log.js';
import type { Program } from './program.js';
import type { RateCounters } from './rate-limits/rate-counters.js';
import { RATE_COUNTERS } from './rate-limits/rate-limits.module.js';
import { logReplacements, OF_PRIMARY, rereadFiles } from './replaced-files.js';
import { WORKSHOP_THREAD } from './workshop-thread.js';

/** What the primary starts. */
export interface WorkerProgram {
  /** The built `worker.js`. */
  readonly program: string;
  readonly settings: Environment;
}

/**
 * The service above several workers: it speaks to the upstream and to the operator, and the workers to callers
 * (docs/decisions/0014).
 */
export class Primary {
  private constructor(
    private readonly context: INestApplicationContext,
    private readonly pool: WorkerPool,
    private readonly management: ManagementServer,
    private readonly loaded: LoadedConfig,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** Puts everything together and begins the first fetch. */
  static async create(
    loaded: LoadedConfig,
    { log, sink }: Program,
    clock: Clock,
    { program, settings }: WorkerProgram,
  ): Promise<Primary> {
    const { config, knownSecrets: secrets } = loaded;
    logReplacements(loaded, log);
    const context = await NestFactory.createApplicationContext(
      AppModule.ofPrimary(loaded, log, clock, WORKSHOP_THREAD),
      {
        logger: new NestLog(log),
        abortOnError: false,
      },
    );
    const sources = context.get<readonly RefreshedSource[]>(CATALOG_SOURCES);
    const served = context.get(ServedCatalog);
    const counters = context.get<RateCounters | undefined>(RATE_COUNTERS);
    const history = context.get(HistoryKeeper);
    const known = { served, sources, clock, secrets, counters, history };
    const count = config.server.processes;
    const workers = { environment: settings, sourcesText: loaded.sourcesText };
    const pool = new WorkerPool({ program, count, settings: workers, known, log, sink, clock });
    tellOf(sources, served, pool);
    history.watch((steps) => pool.tellSteps(steps));
    const metrics = context.get(Metrics);
    metrics.addUpWith(() => pool.samples());
    const readiness = new PoolReadiness(context.get(CatalogService), context.get(Drain), pool);
    const management = new ManagementServer(config.server, readiness, metrics, config.limits);
    return new Primary(context, pool, management, loaded, log, clock);
  }

  /** Resolves when all workers listen; rejects when one cannot, or the management port is taken. */
  async start(): Promise<void> {
    const { host, processes } = this.loaded.config.server;
    const managementPort = await this.management.listen();
    const port = await this.pool.start();
    this.log.info('listening', { host, port, managementPort, processes });
  }

  /** Has all processes read the files anew that they use. */
  reread(): void {
    rereadFiles(this.loaded, this.log, OF_PRIMARY);
    this.pool.reread();
  }

  /** Lets the requests in flight finish, within `SHUTDOWN_TIMEOUT`, and ends the workers. */
  async stop(): Promise<void> {
    const { shutdownTimeoutMs, shutdownDelayMs } = this.loaded.config.server;
    const { closeMs } = shutdownTimes(shutdownTimeoutMs, shutdownDelayMs);
    this.log.info('shutting down', { shutdownTimeoutMs });
    this.context.get(Drain).begin(this.clock.monotonic() + closeMs);
    await this.pool.stop(closeMs);
    await this.context.close();
    this.management.close();
    this.log.info('stopped');
  }
}

/** Has the workers told of each refresh that begins, and of each that is over when all that it changed can be seen. */
function tellOf(sources: readonly RefreshedSource[], served: ServedCatalog, pool: WorkerPool): void {
  for (const { id, refresher } of sources) {
    refresher.watch(() => {
      if (refresher.isRunning) pool.update([id]);
      else void served.settled().then(() => pool.update([id]));
    });
  }
  served.watch(() => pool.update([]));
}
