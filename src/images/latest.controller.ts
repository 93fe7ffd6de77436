import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Replies } from '../answers/replies.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { ImageDto } from './dto/image.dto.js';
import { LatestQueryDto } from './dto/latest-query.dto.js';
import { ImageQueryPipe } from './image-query.pipe.js';
import { LatestService } from './latest.service.js';

@ApiTags('images')
@Controller('v1/images/latest')
export class LatestController {
  constructor(
    private readonly latest: LatestService,
    private readonly replies: Replies,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({ operationId: 'latestImage', summary: 'The newest usable image under filters' })
  @ApiOkResponse({ type: ImageDto, description: 'The image, or the fields of it that `fields` names' })
  async find(
    @Query(ImageQueryPipe) query: LatestQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.latest.find(query, viewOf(request)));
  }
}
