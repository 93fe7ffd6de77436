import { Injectable, type OnApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

import { Metrics } from '../observability/metrics.js';
import { CatalogRefresher } from './catalog.refresher.js';
import { CatalogService } from './catalog.service.js';
import { CurrentCatalog } from './current-catalog.js';
import { SnapshotStore } from './snapshot.store.js';

/** Begins with the stored catalogue, if there is one, and a first fetch; ends the refreshes at shutdown. */
@Injectable()
export class CatalogStarter implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly current: CurrentCatalog,
    private readonly store: SnapshotStore,
    private readonly refresher: CatalogRefresher,
    private readonly catalog: CatalogService,
    private readonly metrics: Metrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.metrics.watchCatalog(() => {
      const { count, skipped, sources } = this.catalog.status();
      return { images: count, skipped, ageSeconds: sources[0]?.ageSeconds ?? undefined };
    });
    const stored = await this.store.load();
    if (stored) this.current.replace(stored);
    void this.refresher.refresh();
  }

  onApplicationShutdown(): void {
    this.refresher.stop();
  }
}
