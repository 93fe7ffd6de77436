import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';

import { EVERYTHING } from '../domain/view.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Metrics } from '../observability/metrics.js';
import { CatalogRefresher } from './catalog.refresher.js';
import { CatalogService } from './catalog.service.js';
import { CurrentCatalog } from './current-catalog.js';
import { Replicas } from './replicas/replicas.port.js';
import { SnapshotStore } from './snapshot.store.js';
import { beginWithStored } from './stored-age.js';

/** Begins with the stored catalogue, if there is one, and a first fetch; ends the refreshes at shutdown. */
@Injectable()
export class CatalogStarter implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private endJudging = (): void => {};

  constructor(
    private readonly current: CurrentCatalog,
    private readonly store: SnapshotStore,
    private readonly replicas: Replicas,
    private readonly refresher: CatalogRefresher,
    private readonly catalog: CatalogService,
    private readonly metrics: Metrics,
    private readonly drain: Drain,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.metrics.watchCatalog(() => {
      const { count, skipped, sources } = this.catalog.status(EVERYTHING);
      return { images: count, skipped, ageSeconds: sources[0]?.ageSeconds ?? undefined };
    });
    await this.replicas.open();
    const stored = await this.store.load();
    if (stored) this.endJudging = beginWithStored(stored, this.current, this.clock);
    await this.replicas.listen(this.refresher);
    await this.refresher.start();
  }

  /** A stop right after a refresh does not cost what that refresh has found. */
  onModuleDestroy(): Promise<void> {
    return this.replicas.settled(Math.max(0, this.drain.closesAt - this.clock.monotonic()));
  }

  async onApplicationShutdown(): Promise<void> {
    this.endJudging();
    this.refresher.stop();
    await this.replicas.end();
  }
}
