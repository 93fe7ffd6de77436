import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Replies } from '../answers/replies.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { QueryPipe } from '../parameters/query.pipe.js';
import { ChangesDto } from './changes.dto.js';
import { ChangesQueryDto } from './changes-query.dto.js';
import { ChangesService } from './changes.service.js';

@ApiTags('images')
@Controller('v1/images/changes')
export class ChangesController {
  constructor(
    private readonly changes: ChangesService,
    private readonly replies: Replies,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({
    operationId: 'listChanges',
    summary: 'What was added, removed and changed since a version of the catalogue',
  })
  @ApiOkResponse({ type: ChangesDto, description: 'All changes since then, taken together' })
  async list(
    @Query(QueryPipe) { since }: ChangesQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // the pipe lets nothing else through
    const answer = await this.changes.since(since?.[0] ?? '', viewOf(request));
    await this.replies.send(request, reply, answer);
  }
}
