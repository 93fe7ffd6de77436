import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Freshness } from '../catalog/freshness.js';
import type { Cors } from '../http/cors.js';
import type { HeaderBlock } from '../http/header-block.js';
import { PreparedResponse } from '../http/prepared-response.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';
import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import { isNotModified, type Validators } from './conditional.js';
import { MomentWriter } from './moment-headers.js';
import type { PreparedAnswer, Representation } from './prepared-answer.js';

/** What of an answer depends on the moment and the request. */
export interface Sending {
  /** Of harmless characters (`http/request-id.ts`). */
  readonly requestId: string;
  readonly freshness: Freshness;
}

/** What every answer is told apart by. */
type SentAnswer = Validators & { readonly validators: HeaderBlock };

/** Of the answer itself, of the moment, and of the caller's origin. */
type Blocks = readonly [HeaderBlock, HeaderBlock, HeaderBlock];

/**
 * `Last-Modified` may be ahead of `Date` by less than this: a further change within one second counts as of the next
 * (`catalog.refresher.ts`). More is a clock that was put back.
 */
const AHEAD_MS = 60_000;

/** Writes prepared answers to the socket; the only place where an answer from the catalogue is sent. */
export class AnswerSender {
  private readonly moments: MomentWriter;

  constructor(
    private readonly drain: Drain,
    private readonly clock: Clock,
    private readonly cors: Cors,
  ) {
    this.moments = new MomentWriter(cors.vary);
  }

  /**
   * Sends an answer in one of its representations, or 304 where the caller has it already. Where the clock was put back
   * since the content has changed, it counts as modified now (RFC 9110, 8.8.2.1).
   *
   * @returns the `Cache-Status` it was sent with
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: PreparedAnswer,
    representation: Representation,
    { requestId, freshness }: Sending,
  ): string {
    const isNew = !isNotModified(request.headers, answer);
    const { cacheStatus, blocks } = this.headOf(
      request,
      answer,
      isNew ? representation.head : answer.validators,
      freshness,
    );
    this.write(response, isNew ? 200 : 304, requestId, blocks, isNew ? representation.body : undefined);
    return cacheStatus;
  }

  /**
   * Sends the head of an answer whose body follows, or 304.
   *
   * @returns the `Cache-Status` it was sent with
   */
  sendHead(
    request: IncomingMessage,
    response: ServerResponse,
    answer: SentAnswer,
    head: HeaderBlock,
    { requestId, freshness }: Sending,
  ): string {
    const isNew = !isNotModified(request.headers, answer);
    const { cacheStatus, blocks } = this.headOf(request, answer, isNew ? head : answer.validators, freshness);
    if (response instanceof PreparedResponse && this.drain.begun) response.announceEnd();
    writeHead(response, isNew ? 200 : 304, requestId, blocks);
    return cacheStatus;
  }

  private headOf(
    { headers }: IncomingMessage,
    { lastModifiedMs }: SentAnswer,
    head: HeaderBlock,
    freshness: Freshness,
  ): { readonly cacheStatus: string; readonly blocks: Blocks } {
    const now = this.clock.now();
    const { cacheStatus, block } = this.moments.write(now, freshness);
    const own =
      lastModifiedMs > now + AHEAD_MS ? head.with('last-modified', new Date(now).toUTCString()) : head;
    return { cacheStatus, blocks: [own, block, this.cors.fieldsFor(headers.origin)] };
  }

  private write(
    response: ServerResponse,
    status: number,
    requestId: string,
    blocks: Blocks,
    body?: Buffer,
  ): void {
    if (response instanceof PreparedResponse) {
      if (this.drain.begun) response.announceEnd();
      else {
        const [own, moment, cors] = blocks;
        const lines = `${own.lines}${moment.lines}${cors.lines}${REQUEST_ID_HEADER}: ${requestId}\r\n`;
        if (response.sendPrepared(status, lines, body)) return;
      }
    }
    writeHead(response, status, requestId, blocks);
    response.end(body);
  }
}

function writeHead(response: ServerResponse, status: number, requestId: string, blocks: Blocks): void {
  const fields = blocks.flatMap((block) => block.fields);
  response.writeHead(status, [...fields, REQUEST_ID_HEADER, requestId]);
}
