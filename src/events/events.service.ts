import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AccessGuard } from '../access/access.guard.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { View } from '../domain/view.js';
import { CallerAddresses, isNamed } from '../http/caller-address.js';
import { EVENT_STREAM_TYPE } from '../http/media-types.js';
import { PreparedResponse } from '../http/prepared-response.js';
import { viewOf } from '../http/viewer.js';
import { canonicalFilters, queryText } from '../images/canonical-query.js';
import { toImageFilters } from '../images/image-filters.mapper.js';
import { EventHub } from './event-hub.js';
import type { EventsQueryDto } from './events-query.dto.js';
import { StreamLimits } from './stream-limits.js';

const HEADERS = {
  'content-type': `${EVENT_STREAM_TYPE}; charset=utf-8`,
  'cache-control': 'no-store',
  // proxies such as nginx collect answers otherwise
  'x-accel-buffering': 'no',
};

/** Opens streams of events. */
@Injectable()
export class EventsService {
  constructor(
    private readonly catalog: CatalogService,
    private readonly hub: EventHub,
    private readonly limits: StreamLimits,
    private readonly guard: AccessGuard,
    private readonly addresses: CallerAddresses,
  ) {}

  /**
   * Answers with a stream, or with the head of one.
   *
   * @param query valid by itself
   * @throws NoCatalogError without a catalogue; ProblemError where there are too many streams
   */
  async follow(query: EventsQueryDto, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const view = viewOf(request);
    const { catalog } = await this.catalog.available(view, query.source);
    const over = request.method === 'HEAD' ? undefined : this.limits.enter(this.callerOf(request));
    const { raw } = reply;
    reply.hijack();
    raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...HEADERS });
    if (!over) return void raw.end();
    if (raw.destroyed) return over();
    if (raw instanceof PreparedResponse) raw.goesOn();
    const filters = canonicalFilters(query);
    const opening = {
      view,
      filters: toImageFilters(filters),
      question: queryText(filters),
      mayListen: () => this.mayListen(request, view),
      from: lastEventId(request) ?? catalog.version,
    };
    this.hub.open(raw, opening, over);
  }

  /** Asked again and again: keys are taken away, and tokens end. */
  private mayListen({ raw }: FastifyRequest, view: View): boolean {
    const client = this.guard.identify(raw);
    return client !== undefined && client.scopes.has('images:read') && client.view.key === view.key;
  }

  private callerOf({ client, raw }: FastifyRequest): string {
    return isNamed(client) ? `client ${client?.name}` : `address ${this.addresses.of(raw)}`;
  }
}

/** What a caller has been told last (HTML standard, 9.2.4); nothing where he says nothing. */
function lastEventId({ headers }: FastifyRequest): string | undefined {
  const value = headers['last-event-id'];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
