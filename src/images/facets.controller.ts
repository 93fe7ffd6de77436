import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Replies } from '../answers/replies.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { FacetsDto } from './dto/facets.dto.js';
import { FacetsQueryDto } from './dto/facets-query.dto.js';
import { FacetsService } from './facets.service.js';
import { ImageQueryPipe } from './image-query.pipe.js';

@ApiTags('images')
@Controller('v1/images/facets')
export class FacetsController {
  constructor(
    private readonly facets: FacetsService,
    private readonly replies: Replies,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({ operationId: 'countImages', summary: 'How many images have which value, under filters' })
  @ApiOkResponse({
    type: FacetsDto,
    description: 'Counts for each facet, which ignores the filter of its own name',
  })
  async count(
    @Query(ImageQueryPipe) query: FacetsQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.facets.count(query, viewOf(request)));
  }
}
