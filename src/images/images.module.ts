import { Module } from '@nestjs/common';

import { AnswersModule } from '../answers/answers.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { FacetsController } from './facets.controller.js';
import { FacetsService } from './facets.service.js';
import { ImageQueryPipe } from './image-query.pipe.js';
import { ImagesController } from './images.controller.js';
import { ImagesService } from './images.service.js';
import { LatestController } from './latest.controller.js';
import { LatestService } from './latest.service.js';

/** The public API of images. */
@Module({
  imports: [AnswersModule, CatalogModule],
  controllers: [ExportsController, FacetsController, LatestController, ImagesController],
  providers: [ExportsService, FacetsService, LatestService, ImagesService, ImageQueryPipe],
  exports: [ImageQueryPipe],
})
export class ImagesModule {}
