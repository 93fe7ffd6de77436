import { Injectable } from '@nestjs/common';

import { CatalogService } from '../catalog/catalog.service.js';
import { Drain } from '../lifecycle/drain.js';

/** Whether this instance should get requests, and why not. */
export type Readiness = { readonly status: 'up' } | { readonly status: 'down'; readonly reason: string };

/** Ready means: there is a catalogue to serve, callers are listened to, and the process is not on its way out. */
@Injectable()
export class ReadinessProbe {
  private isListening = false;

  constructor(
    private readonly catalog: CatalogService,
    private readonly drain: Drain,
  ) {}

  check(): Readiness {
    if (this.drain.begun) return { status: 'down', reason: 'shutting down' };
    if (!this.catalog.isReady) return { status: 'down', reason: 'no catalogue to serve' };
    const lack = this.lack();
    return lack === undefined ? { status: 'up' } : { status: 'down', reason: lack };
  }

  /** From now on callers are listened to. */
  listens(): void {
    this.isListening = true;
  }

  /** What callers would miss although there is a catalogue. */
  protected lack(): string | undefined {
    return this.isListening ? undefined : 'does not listen to callers yet';
  }
}
