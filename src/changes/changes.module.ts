import { Module } from '@nestjs/common';

import { AnswersModule } from '../answers/answers.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ChangesController } from './changes.controller.js';
import { ChangesService } from './changes.service.js';

/** The public API of changes. */
@Module({
  imports: [AnswersModule, CatalogModule],
  controllers: [ChangesController],
  providers: [ChangesService],
})
export class ChangesModule {}
