import { Module } from '@nestjs/common';

import { AnswersModule } from '../answers/answers.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ImageQueryPipe } from './image-query.pipe.js';
import { ImagesController } from './images.controller.js';
import { ImagesService } from './images.service.js';

/** The public API of images. */
@Module({
  imports: [AnswersModule, CatalogModule],
  controllers: [ImagesController],
  providers: [ImagesService, ImageQueryPipe],
})
export class ImagesModule {}
