import { pino, type Logger } from 'pino';

import type { LogSink } from './log-sink.js';
import { plainLine } from './plain-line.js';
import { RequestLine, type AnsweredRequest } from './request-line.js';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the gateway writes what an operator may want to know: one JSON object a line.
 *
 * Every line passes through `mask` before it leaves, whatever it holds and at whatever level, so that a
 * secret that slipped into a field or a message is not written (docs/decisions/0005); lines of requests, of which
 * there are many, are put together from parts that were.
 */
export class Log {
  private readonly logger: Logger;
  private readonly tellsRequests: boolean;
  private readonly writer: string;

  /** @param worker told in every line, where there are several processes */
  constructor(
    level: string,
    mask: (text: string) => string,
    private readonly sink: LogSink,
    worker?: number,
  ) {
    this.logger = pino(
      {
        level,
        base: worker === undefined ? null : { worker },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: (line) => sink.write(plainLine(mask(line))) },
    );
    this.writer = worker === undefined ? '' : `"worker":${worker},`;
    this.tellsRequests = this.logger.isLevelEnabled('info');
  }

  /** How many lines nobody took, since the start. */
  get linesLost(): number {
    return this.sink.linesLost ?? 0;
  }

  /** One line for a request, at `info`; whatever in it came from the caller is masked already. */
  request(answered: AnsweredRequest): void {
    if (this.tellsRequests) this.sink.write(new RequestLine(answered, this.writer));
  }

  trace(message: string, fields: LogFields = {}): void {
    this.logger.trace(fields, message);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.logger.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.logger.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.logger.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.logger.error(fields, message);
  }

  fatal(message: string, fields: LogFields = {}): void {
    this.logger.fatal(fields, message);
  }
}
