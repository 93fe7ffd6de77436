import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import type { LoadedConfig } from './config/load-config.js';
import type { PublicConnections } from './http/public-connections.js';
import { drainAndClose } from './lifecycle/shutdown.js';
import { shutdownTimes } from './lifecycle/shutdown-times.js';
import { ManagementServer } from './management/management.server.js';
import { ReadinessProbe } from './management/readiness.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { createPublicApp, listen } from './public-app.js';

/** The ports that a started gateway listens on. */
export interface Listening {
  readonly port: number;
  readonly managementPort: number;
}

/** The whole service, as `main.ts` runs it and as every e2e test does. */
export class Gateway {
  private constructor(
    readonly app: NestFastifyApplication,
    private readonly connections: PublicConnections,
    private readonly loaded: LoadedConfig,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts everything together, without listening or fetching yet.
   *
   * @param threadFile the built `workshop.thread.js`; without it refreshes hold up the event loop
   */
  static async create(loaded: LoadedConfig, log: Log, clock: Clock, threadFile?: URL): Promise<Gateway> {
    const module = AppModule.of(loaded, log, clock, threadFile);
    const { app, connections } = await createPublicApp(module, loaded, log, clock);
    return new Gateway(app, connections, loaded, log, clock);
  }

  /** Begins the first fetch and listens; rejects when a port is taken. */
  async start(): Promise<Listening> {
    const { server } = this.loaded.config;
    const managementPort = await this.app.get(ManagementServer).listen();
    const port = await listen(this.app, server);
    this.app.get(ReadinessProbe).listens();
    this.log.info('listening', { host: server.host, port, managementPort });
    return { port, managementPort };
  }

  /** Lets the requests in flight finish, within `SHUTDOWN_TIMEOUT`, and closes everything. */
  async stop(): Promise<void> {
    const { shutdownTimeoutMs, shutdownDelayMs } = this.loaded.config.server;
    this.log.info('shutting down', { shutdownTimeoutMs });
    const times = shutdownTimes(shutdownTimeoutMs, shutdownDelayMs);
    await drainAndClose(this.app, this.connections, times, this.clock);
    this.app.get(ManagementServer).close();
    this.log.info('stopped');
  }
}
