import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import type { Metrics } from '../observability/metrics.js';
import type { ChangeHistory } from './change-history.js';
import type { HistoryKeeper } from './history-keeper.js';

/** Begins with what is stored; a stop right after a change does not cost it. */
export class HistoryStarter implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly keeper: HistoryKeeper,
    private readonly history: ChangeHistory,
    private readonly metrics: Metrics,
    private readonly drain: Drain,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.metrics.changes.watch(() => this.history.figures);
    this.keeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.keeper.stop(Math.max(0, this.drain.closesAt - this.clock.monotonic()));
  }
}
