import { Module } from '@nestjs/common';

import { CatalogModule } from '../catalog/catalog.module.js';
import { ManagementServer } from './management.server.js';
import { ReadinessProbe } from './readiness.js';

/** What an operator asks, apart from the public port. */
@Module({
  imports: [CatalogModule],
  providers: [ReadinessProbe, ManagementServer],
  exports: [ManagementServer],
})
export class ManagementModule {}
