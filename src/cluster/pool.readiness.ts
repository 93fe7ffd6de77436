import type { CatalogService } from '../catalog/catalog.service.js';
import type { Drain } from '../lifecycle/drain.js';
import { ReadinessProbe } from '../management/readiness.js';
import type { WorkerPool } from './worker-pool.js';

/** Listening is what workers do: ready means that one of them serves the catalogue. */
export class PoolReadiness extends ReadinessProbe {
  constructor(
    catalog: CatalogService,
    drain: Drain,
    private readonly pool: WorkerPool,
  ) {
    super(catalog, drain);
  }

  protected override lack(): string | undefined {
    return this.pool.isServing ? undefined : 'no process serves the catalogue yet';
  }
}
