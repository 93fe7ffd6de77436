import { Module, type DynamicModule } from '@nestjs/common';

import { CurrentCatalog } from '../catalog/current-catalog.js';
import { Refresher } from '../catalog/refresher.port.js';

/** Has the catalogue of a worker brought up to date by the primary; in the place of `RefreshModule`. */
@Module({})
export class LinkModule {
  static of(current: CurrentCatalog, link: Refresher): DynamicModule {
    return {
      module: LinkModule,
      global: true,
      providers: [
        { provide: CurrentCatalog, useValue: current },
        { provide: Refresher, useValue: link },
      ],
      exports: [CurrentCatalog, Refresher],
    };
  }
}
