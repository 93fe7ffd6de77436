import { AppModule } from './app.module.js';
import type { ServedCatalog } from './catalog/served-catalog.js';
import { LinkModule } from './cluster/link.module.js';
import type { Send, ToPrimary, ToWorker } from './cluster/messages.js';
import type { PrimaryCounter } from './cluster/primary-counter.js';
import type { PrimaryHistory } from './cluster/primary-history.js';
import type { PrimaryLink } from './cluster/primary-link.js';
import type { LoadedConfig } from './config/load-config.js';
import { Secret } from './config/secret.js';
import { ToldHistoryModule } from './history/told-history.module.js';
import { drainAndClose } from './lifecycle/shutdown.js';
import { shutdownTimes, workerTimeoutMs } from './lifecycle/shutdown-times.js';
import type { Clock } from './observability/clock.js';
import { Metrics } from './observability/metrics.js';
import type { Program } from './program.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { OF_WORKERS, rereadFiles } from './replaced-files.js';
import { createPublicApp, listen, type PublicApp } from './public-app.js';

/** As many as a group of `KnownSecrets` keeps. */
const TOLD_IN_A_GROUP = 64;

/** What a worker is made of. */
export interface WorkerParts {
  readonly loaded: LoadedConfig;
  readonly program: Program;
  readonly clock: Clock;
  readonly served: ServedCatalog;
  readonly link: PrimaryLink;
  readonly counter: PrimaryCounter;
  readonly history: PrimaryHistory;
  readonly send: Send<ToPrimary>;
}

/** What serves requests in a worker, as `Gateway` does where there is one process only. */
export class WorkerGateway {
  private publicApp: PublicApp | undefined;

  constructor(private readonly parts: WorkerParts) {}

  /** Listens as soon as it has the catalogue, or knows that there is none yet; rejects when the port is taken. */
  async start(): Promise<void> {
    const { loaded, program, clock, served, link, counter, history, send } = this.parts;
    const links = [
      LinkModule.of(served, link),
      ToldHistoryModule.of(history),
      RateLimitsModule.ofWorker(counter),
    ];
    const module = AppModule.ofWorker(loaded, program.log, clock, ...links);
    this.publicApp = await createPublicApp(module, loaded, program.log, clock);
    await link.firstNews;
    const port = await listen(this.publicApp.app, loaded.config.server);
    void send({ type: 'listening', port });
  }

  /** Takes what the primary says. */
  hear(message: Exclude<ToWorker, { type: 'welcome' | 'stop' }>): void {
    switch (message.type) {
      case 'secrets':
        this.learn(message.values);
        break;
      case 'measure':
        void this.measure();
        break;
      case 'reread':
        this.reread();
        break;
      case 'counted':
        this.parts.counter.receive(message);
        break;
      case 'steps':
      case 'looked':
        this.parts.history.receive(message);
        break;
      case 'images':
      case 'part':
      case 'news':
      case 'forced':
        this.parts.link.receive(message);
        break;
    }
  }

  /** Reads the files anew that may be replaced. */
  reread(): void {
    const { loaded, program } = this.parts;
    rereadFiles(loaded, program.log, OF_WORKERS);
  }

  /** Lets the requests in flight finish, a little before `SHUTDOWN_TIMEOUT` is over. */
  async stop(): Promise<void> {
    const { loaded, clock } = this.parts;
    if (!this.publicApp) return;
    const { shutdownTimeoutMs, shutdownDelayMs } = loaded.config.server;
    const times = shutdownTimes(workerTimeoutMs(shutdownTimeoutMs), shutdownDelayMs);
    await drainAndClose(this.publicApp.app, this.publicApp.connections, times, clock);
  }

  /** Several upstreams have more secrets than one group keeps. */
  private learn(values: readonly string[]): void {
    for (const [at, value] of values.entries())
      this.parts.loaded.knownSecrets.add(new Secret(value), `told ${Math.floor(at / TOLD_IN_A_GROUP)}`);
  }

  private async measure(): Promise<void> {
    const samples = (await this.publicApp?.app.get(Metrics).samples()) ?? [];
    await this.parts.send({ type: 'measured', samples });
  }
}
