import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';
import { CatalogRefresher } from './catalog/catalog.refresher.js';
import { CatalogService } from './catalog/catalog.service.js';
import { CurrentCatalog } from './catalog/current-catalog.js';
import { SecretWatch } from './catalog/secret-watch.js';
import { PoolReadiness } from './cluster/pool.readiness.js';
import { WorkerPool } from './cluster/worker-pool.js';
import type { Environment } from './config/environment.js';
import type { LoadedConfig } from './config/load-config.js';
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
    const refresher = context.get(CatalogRefresher);
    const counters = context.get<RateCounters | undefined>(RATE_COUNTERS);
    const known = { current: context.get(CurrentCatalog), refresher, secrets, counters };
    const count = config.server.processes;
    const pool = new WorkerPool({ program, count, environment: settings, known, log, sink, clock });
    refresher.watch(() => pool.update());
    context.get(SecretWatch).watch(() => pool.update());
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
