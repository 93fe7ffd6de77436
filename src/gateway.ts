import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AppModule } from './app.module.js';
import type { LoadedConfig } from './config/load-config.js';
import { Drain } from './lifecycle/drain.js';
import { drainAndClose } from './lifecycle/shutdown.js';
import { ManagementServer } from './management/management.server.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { createPublicApp } from './public-app.js';

/** The ports that a started gateway listens on. */
export interface Listening {
  readonly port: number;
  readonly managementPort: number;
}

/** The whole service, as `main.ts` runs it and as every e2e test does. */
export class Gateway {
  private constructor(
    readonly app: NestFastifyApplication,
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
    const app = await createPublicApp(AppModule.of(loaded, log, clock, threadFile), loaded, log, clock);
    return new Gateway(app, loaded, log, clock);
  }

  /** Begins the first fetch and listens; rejects when a port is taken. */
  async start(): Promise<Listening> {
    const { host, port } = this.loaded.config.server;
    const managementPort = await this.app.get(ManagementServer).listen();
    await this.app.listen(port, host);
    // an address of a TCP server is no text
    const address = this.app.getHttpServer().address() as AddressInfo;
    this.log.info('listening', { host, port: address.port, managementPort });
    return { port: address.port, managementPort };
  }

  /** Lets the requests in flight finish, within `SHUTDOWN_TIMEOUT`, and closes everything. */
  async stop(): Promise<void> {
    const { shutdownTimeoutMs } = this.loaded.config.server;
    this.log.info('shutting down', { shutdownTimeoutMs });
    await drainAndClose(this.app, this.app.get(Drain), shutdownTimeoutMs, this.clock);
    this.app.get(ManagementServer).close();
    this.log.info('stopped');
  }
}
