import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { HTML_TYPE, JSON_TYPE } from '../http/media-types.js';
import { DOCS_HEADERS, DocsPage, type DocsAsset } from './docs-page.js';

const CACHE = 'public, max-age=300';

@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly page: DocsPage) {}

  @Get('openapi.json')
  @Route({ openTo: 'anyone', produces: JSON_TYPE })
  async document(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('cache-control', CACHE).type(`${JSON_TYPE}; charset=utf-8`).send(this.page.document());
  }

  @Get('docs')
  @Route({ openTo: 'anyone', produces: HTML_TYPE })
  async html(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .headers({ 'cache-control': CACHE, ...DOCS_HEADERS })
      .type(`${HTML_TYPE}; charset=utf-8`)
      .send(this.page.html);
  }

  @Get('docs/start.js')
  @Route({ openTo: 'anyone', produces: 'text/javascript' })
  async start(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('cache-control', CACHE).type('text/javascript; charset=utf-8').send(this.page.start);
  }

  @Get('docs/swagger-ui.css')
  @Route({ openTo: 'anyone', produces: 'text/css' })
  async css(@Res() reply: FastifyReply): Promise<void> {
    await this.sendAsset(reply, 'swagger-ui.css');
  }

  @Get('docs/swagger-ui-bundle.js')
  @Route({ openTo: 'anyone', produces: 'text/javascript' })
  async bundle(@Res() reply: FastifyReply): Promise<void> {
    await this.sendAsset(reply, 'swagger-ui-bundle.js');
  }

  private async sendAsset(reply: FastifyReply, name: DocsAsset): Promise<void> {
    const { type, body } = await this.page.asset(name);
    await reply.header('cache-control', CACHE).type(type).send(body);
  }
}
