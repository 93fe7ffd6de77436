import type { FastifyReply, FastifyRequest } from 'fastify';

import { rulesOf } from '../access/route.decorator.js';
import type { Freshness } from '../catalog/freshness.js';
import type { AccessLog } from '../http/access-log.js';
import type { CompressionQueue } from '../http/compression-queue.js';
import type { AnswerSender } from './answer.sender.js';
import { preferredCoding } from './content-coding.js';
import type { PageCache } from './page-cache.js';
import type { PreparedAnswer } from './prepared-answer.js';

/** An answer, and how current the catalogue is that it was made from. */
export interface CatalogAnswer {
  readonly answer: PreparedAnswer;
  readonly freshness: Freshness;
}

/** The end of the long way: sends what a controller found, and keeps it for the warm path. */
export class Replies {
  constructor(
    private readonly pages: PageCache,
    private readonly sender: AnswerSender,
    private readonly accessLog: AccessLog,
    private readonly compressions: CompressionQueue,
  ) {}

  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { answer, freshness }: CatalogAnswer,
  ): Promise<void> {
    const coding = preferredCoding(request.headers['accept-encoding']);
    const representation = answer.ready(coding) ?? (await this.compressions.watch(answer.in(coding)));
    request.cacheStatus = this.sender.send(request.raw, reply.raw, answer, representation, {
      requestId: request.id,
      freshness,
    });
    // not before, or an error could no longer become an answer
    reply.hijack();
    this.keep(request, answer);
  }

  private keep({ originalUrl, routeOptions }: FastifyRequest, answer: PreparedAnswer): void {
    const openTo = rulesOf(routeOptions.config)?.openTo ?? 'anyone';
    if (openTo === 'anyone') return;
    const loggedTarget = this.accessLog.target(originalUrl);
    this.pages.remember(originalUrl, { answer, openTo, route: routeOptions.url ?? '', loggedTarget });
  }
}
