import { Module } from '@nestjs/common';

import { AnswersModule } from '../answers/answers.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ImagesModule } from '../images/images.module.js';
import { FamiliesController } from './families.controller.js';
import { FamiliesService } from './families.service.js';

/** The public API of image families. */
@Module({
  imports: [AnswersModule, CatalogModule, ImagesModule],
  controllers: [FamiliesController],
  providers: [FamiliesService],
})
export class FamiliesModule {}
