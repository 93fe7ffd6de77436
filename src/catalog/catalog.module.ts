import { Module } from '@nestjs/common';

import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { CatalogService } from './catalog.service.js';
import type { CatalogSource } from './catalog-source.js';
import { CATALOG_SOURCES } from './catalog-sources.token.js';
import { ServedCatalog } from './served-catalog.js';

/** What may be asked about images. Who brings them up to date is said once for all: `RefreshModule`, for one. */
@Module({
  providers: [
    {
      provide: CatalogService,
      inject: [CATALOG_SOURCES, ServedCatalog, Clock, Drain],
      useFactory: (sources: readonly CatalogSource[], served: ServedCatalog, clock: Clock, drain: Drain) =>
        new CatalogService(sources, served, clock, drain),
    },
  ],
  exports: [CatalogService],
})
export class CatalogModule {}
