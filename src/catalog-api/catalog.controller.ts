import { Controller, Get, Header, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { Route } from '../access/route.decorator.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { CatalogStatus } from '../catalog/catalog-status.js';
import { JSON_TYPE } from '../http/media-types.js';
import { viewOf } from '../http/viewer.js';
import { Log } from '../observability/log.js';
import { NoParametersDto } from '../parameters/no-parameters.dto.js';
import { QueryPipe } from '../parameters/query.pipe.js';
import { CatalogStatusDto } from './catalog-status.dto.js';
import { RefreshDto } from './refresh.dto.js';

@ApiTags('catalog')
@Controller('v1/catalog')
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly log: Log,
  ) {}

  @Get()
  @Route({ openTo: 'images:read', produces: JSON_TYPE })
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'getCatalog', summary: 'How the catalogue does: version, counts, sources' })
  @ApiOkResponse({ type: CatalogStatusDto, description: 'The state; also without a catalogue' })
  status(@Query(QueryPipe) _query: NoParametersDto, @Req() request: FastifyRequest): CatalogStatus {
    return this.catalog.status(viewOf(request));
  }

  @Post('refresh')
  @HttpCode(202)
  @Route({ openTo: 'catalog:refresh', produces: JSON_TYPE })
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'refreshCatalog', summary: 'Start a refresh now, or join the one that runs' })
  @ApiAcceptedResponse({
    type: RefreshDto,
    description: 'What the request brought about; nobody waits for it',
  })
  async refresh(
    @Query(QueryPipe) _query: NoParametersDto,
    @Req() request: FastifyRequest,
  ): Promise<RefreshDto> {
    const refresh = await this.catalog.forceRefresh(viewOf(request));
    const { id, client } = request;
    this.log.info('refresh forced', { requestId: id, client: client?.name, outcome: refresh });
    return { refresh };
  }
}
