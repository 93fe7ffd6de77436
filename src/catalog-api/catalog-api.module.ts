import { Module } from '@nestjs/common';

import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogController } from './catalog.controller.js';

/** The public API about the catalogue itself. */
@Module({ imports: [CatalogModule], controllers: [CatalogController] })
export class CatalogApiModule {}
