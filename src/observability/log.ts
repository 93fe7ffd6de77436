import { pino, type Logger } from 'pino';

import type { LogSink } from './log-sink.js';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the gateway writes what an operator may want to know: one JSON object a line.
 *
 * Every line passes through `mask` before it leaves, whatever it holds and at whatever level, so that a
 * secret that slipped into a field or a message is not written (docs/decisions/0005).
 */
export class Log {
  private readonly logger: Logger;

  constructor(level: string, mask: (text: string) => string, sink: LogSink) {
    this.logger = pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: (line) => sink.write(mask(line)) },
    );
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
