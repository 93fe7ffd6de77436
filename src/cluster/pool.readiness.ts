import type { CatalogService } from '../catalog/catalog.service.js';
import type { Drain } from '../lifecycle/drain.js';
import { ReadinessProbe, type Readiness } from '../management/readiness.js';
import type { WorkerPool } from './worker-pool.js';

/** Ready means besides: a worker serves the catalogue. */
export class PoolReadiness extends ReadinessProbe {
  constructor(
    catalog: CatalogService,
    drain: Drain,
    private readonly pool: WorkerPool,
  ) {
    super(catalog, drain);
  }

  override check(): Readiness {
    const state = super.check();
    if (state.status === 'down' || this.pool.isServing) return state;
    return { status: 'down', reason: 'no process serves the catalogue yet' };
  }
}
