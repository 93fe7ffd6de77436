import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Replies } from '../answers/replies.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { GetImageQueryDto } from './dto/get-image-query.dto.js';
import { ImageDto } from './dto/image.dto.js';
import { ImagePageDto } from './dto/image-page.dto.js';
import { ListImagesQueryDto } from './dto/list-images-query.dto.js';
import { ImageQueryPipe } from './image-query.pipe.js';
import { ImagesService } from './images.service.js';

@ApiTags('images')
@Controller('v1/images')
export class ImagesController {
  constructor(
    private readonly images: ImagesService,
    private readonly replies: Replies,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({
    operationId: 'listImages',
    summary: 'A page of images: filter, sort, paginate, choose fields',
  })
  @ApiOkResponse({
    type: ImagePageDto,
    description: 'The page; `fields` decides which fields its images have',
  })
  async list(
    @Query(ImageQueryPipe) query: ListImagesQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.images.list(query, viewOf(request)));
  }

  @Get(':id')
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({ operationId: 'getImage', summary: 'One image' })
  @ApiOkResponse({ type: ImageDto, description: 'The image, or the fields of it that `fields` names' })
  async get(
    @Param('id') id: string,
    @Query(ImageQueryPipe) query: GetImageQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.images.get(id, query, viewOf(request)));
  }
}
