import { Module } from '@nestjs/common';

import { DocsController } from './docs.controller.js';
import { DocsPage } from './docs-page.js';

/** The API's document and its page; left out with `DOCS=off`. */
@Module({ controllers: [DocsController], providers: [DocsPage], exports: [DocsPage] })
export class DocsModule {}
