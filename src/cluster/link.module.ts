import { Module, type DynamicModule } from '@nestjs/common';

import { CATALOG_SOURCES } from '../catalog/catalog-sources.token.js';
import { ServedCatalog } from '../catalog/served-catalog.js';
import type { PrimaryLink } from './primary-link.js';

/** Has the catalogue of a worker brought up to date by the primary; in the place of `RefreshModule`. */
@Module({})
export class LinkModule {
  static of(served: ServedCatalog, { sources }: PrimaryLink): DynamicModule {
    return {
      module: LinkModule,
      global: true,
      providers: [
        { provide: ServedCatalog, useValue: served },
        { provide: CATALOG_SOURCES, useValue: sources },
      ],
      exports: [ServedCatalog, CATALOG_SOURCES],
    };
  }
}
