import type { OnApplicationShutdown } from '@nestjs/common';

import type { KnownSecrets } from '../config/known-secrets.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import { CatalogMerger } from './catalog-merger.js';
import type { RefreshedSource } from './refreshed-source.js';
import { SecretWatch } from './secret-watch.js';
import type { ServedCatalog } from './served-catalog.js';
import { serveAlone } from './single-list.js';
import type { Workshops } from './workshop.port.js';

/** What a `CatalogUpkeep` works with. */
export interface UpkeepParts {
  readonly sources: readonly RefreshedSource[];
  readonly served: ServedCatalog;
  readonly workshops: Workshops;
  readonly secrets: KnownSecrets;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes the catalogue that is served of what sources hold, with the secrets masked that come up later: that of the only
 * source as it is, those of several merged.
 */
export class CatalogUpkeep implements OnApplicationShutdown {
  private readonly work: { stop(): void };

  constructor({ sources, served, workshops, secrets, clock, log }: UpkeepParts) {
    const ids = sources.map(({ id }) => id);
    const workshop = workshops.of(ids, true);
    const [only, ...others] = sources;
    if (only && others.length === 0) {
      serveAlone(only, served);
      this.work = new SecretWatch(secrets, only.current, workshop, clock, log);
    } else this.work = new CatalogMerger(sources, served, workshop, secrets, clock, log);
  }

  onApplicationShutdown(): void {
    this.work.stop();
  }
}
