import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Freshness } from '../catalog/freshness.js';
import { whenOver } from '../http/when-over.js';
import type { AnswerSender } from './answer.sender.js';
import { isNotModified } from './conditional.js';
import { encoder, preferredCoding, type ContentCoding } from './content-coding.js';
import type { RunningExport, RunningExports } from './running-exports.js';
import { lengthOf, piecesOf, type StreamedAnswer, type StreamedRows } from './streamed-answer.js';

/** An answer that is sent row by row, and how current the catalogue is that it is made from. */
export interface StreamedCatalogAnswer {
  readonly answer: StreamedAnswer;
  readonly freshness: Freshness;
  /** Finds the rows, where they are asked for. */
  readonly rows: () => StreamedRows;
}

/** A request, and what its answer needs besides the rows. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answer: StreamedAnswer;
  readonly freshness: Freshness;
  readonly coding: ContentCoding;
}

/** The end of the long way for answers that are too long to be made at once, or to be kept. */
export class Streams {
  constructor(
    private readonly sender: AnswerSender,
    private readonly running: RunningExports,
  ) {}

  /**
   * Sends an answer row by row, as fast as its caller takes it; or its head, or 304.
   *
   * Whoever waits for the end must not hold the catalogue meanwhile; therefore `found` is let go here.
   *
   * @throws ProblemError `OVERLOADED`, before anything is sent
   */
  send(request: FastifyRequest, reply: FastifyReply, found: StreamedCatalogAnswer): Promise<void> {
    const { answer, freshness } = found;
    const coding = preferredCoding(request.headers['accept-encoding']);
    const exchange = { request, reply, answer, freshness, coding };
    if (isNotModified(request.headers, answer)) {
      this.begin(exchange, undefined);
      reply.raw.end();
      return Promise.resolve();
    }
    if (request.method === 'HEAD') return this.sendHead(exchange, found.rows());
    const run = this.running.begin(request.id, answer.identity);
    return this.sendRows(exchange, run, found.rows());
  }

  private async sendHead(exchange: Exchange, rows: StreamedRows): Promise<void> {
    this.begin(exchange, await this.length(exchange, rows));
    exchange.reply.raw.end();
  }

  private async sendRows(exchange: Exchange, run: RunningExport, rows: StreamedRows): Promise<void> {
    const { raw: response } = exchange.reply;
    whenOver(response, () => {
      if (!response.writableFinished) run.end('caller_gone');
    });
    try {
      this.begin(exchange, await this.length(exchange, rows));
      const pieces = Readable.from(piecesOf(rows), { objectMode: false, highWaterMark: 1 });
      // told before the connection's end, which follows from it
      pieces.once('error', (error) => {
        if (!isClosed(error)) run.end('failed');
      });
      await pipeline([pieces, ...encoder(exchange.coding), response], { signal: run.signal });
      run.end('complete');
    } catch (error) {
      if (isClosed(error)) run.end('caller_gone');
      if (run.endedBy === 'failed') throw error;
    } finally {
      this.running.end(run);
    }
  }

  private async length({ coding }: Exchange, rows: StreamedRows): Promise<number | undefined> {
    return coding === 'identity' ? lengthOf(rows) : undefined;
  }

  private begin({ request, reply, answer, freshness, coding }: Exchange, length: number | undefined): void {
    const sending = { requestId: request.id, freshness };
    const head = answer.head(coding, length);
    request.cacheStatus = this.sender.sendHead(request.raw, reply.raw, answer, head, sending);
    // not before, or an error could no longer become an answer
    reply.hijack();
  }
}

/** Whether a stream could not be written to the end because its other end is gone. */
function isClosed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_DESTROYED';
}
