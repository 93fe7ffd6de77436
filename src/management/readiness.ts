import { Injectable } from '@nestjs/common';

import { CatalogService } from '../catalog/catalog.service.js';
import { Drain } from '../lifecycle/drain.js';

/** Whether this instance should get requests, and why not. */
export type Readiness = { readonly status: 'up' } | { readonly status: 'down'; readonly reason: string };

/** Ready means: there is a catalogue to serve, and the process is not on its way out. */
@Injectable()
export class ReadinessProbe {
  constructor(
    private readonly catalog: CatalogService,
    private readonly drain: Drain,
  ) {}

  check(): Readiness {
    if (this.drain.begun) return { status: 'down', reason: 'shutting down' };
    if (!this.catalog.isReady) return { status: 'down', reason: 'no catalogue to serve' };
    return { status: 'up' };
  }
}
