import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Streams } from '../answers/streams.js';
import { CSV_TYPE, NDJSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { ExportImagesQueryDto } from './dto/export-images-query.dto.js';
import { chosenFormat, EXPORT_TYPES } from './export-format.js';
import { ExportsService } from './exports.service.js';
import { ImageQueryPipe } from './image-query.pipe.js';

@ApiTags('images')
@Controller('v1/images/export')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly streams: Streams,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: EXPORT_TYPES })
  @ApiOperation({
    operationId: 'exportImages',
    summary: 'Every image that matches, as CSV or NDJSON',
  })
  @ApiOkResponse({
    description: 'All matches: CSV with a header row, or one image as JSON on each line',
    content: {
      [CSV_TYPE]: { schema: { type: 'string', example: 'id,name\r\n2d42ead9,web\r\n' } },
      [NDJSON_TYPE]: { schema: { type: 'string', example: '{"id":"2d42ead9","name":"web"}\n' } },
    },
  })
  async export(
    @Query(ImageQueryPipe) query: ExportImagesQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = chosenFormat(query.format?.[0], request.headers.accept);
    return this.streams.send(request, reply, await this.exports.find(query, format, viewOf(request)));
  }
}
