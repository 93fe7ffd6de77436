import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { EVENT_STREAM_TYPE } from '../http/media-types.js';
import { ImageQueryPipe } from '../images/image-query.pipe.js';
import { EventsQueryDto } from './events-query.dto.js';
import { EventsService } from './events.service.js';

const EXAMPLE =
  'event: catalog\nid: decade34decade34\n' +
  'data: {"version":"decade34decade34","previous":"c0ffee12c0ffee12","added":1,"removed":0,"changed":2}\n\n';

@ApiTags('catalog')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @Route({ openTo: 'images:read', produces: EVENT_STREAM_TYPE })
  @ApiOperation({
    operationId: 'followCatalog',
    summary: 'Server-sent events: `catalog` whenever images that fulfil the filters have changed',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'A version: what has changed since then is told first. Browsers send it by themselves.',
  })
  @ApiOkResponse({
    description: 'A stream that does not end by itself',
    content: { [EVENT_STREAM_TYPE]: { schema: { type: 'string' }, example: EXAMPLE } },
  })
  async follow(
    @Query(ImageQueryPipe) query: EventsQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.events.follow(query, request, reply);
  }
}
