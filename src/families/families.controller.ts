import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { Replies } from '../answers/replies.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { ImageFiltersDto } from '../images/dto/image-filters.dto.js';
import { ImageQueryPipe } from '../images/image-query.pipe.js';
import { FamiliesDto, FamilyDto } from './dto/family.dto.js';
import { FamiliesService } from './families.service.js';

@ApiTags('families')
@Controller('v1/families')
export class FamiliesController {
  constructor(
    private readonly families: FamiliesService,
    private readonly replies: Replies,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({
    operationId: 'listFamilies',
    summary: 'All image families, with their newest usable image',
  })
  @ApiOkResponse({ type: FamiliesDto, description: 'The families of the images that match' })
  async list(
    @Query(ImageQueryPipe) query: ImageFiltersDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.families.list(query, viewOf(request)));
  }

  @Get(':family')
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @ApiOperation({ operationId: 'getFamily', summary: 'One image family, with its newest usable image' })
  @ApiOkResponse({ type: FamilyDto, description: 'The family, as far as its images match' })
  async get(
    @Param('family') family: string,
    @Query(ImageQueryPipe) query: ImageFiltersDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.replies.send(request, reply, await this.families.get(family, query, viewOf(request)));
  }
}
