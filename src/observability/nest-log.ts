import type { LoggerService } from '@nestjs/common';

import type { Log } from './log.js';

/** Nest's own messages in our log: its start-up chatter at `debug`, the rest at its level. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown): void {
    this.target.debug(String(message));
  }

  debug(message: unknown): void {
    this.target.debug(String(message));
  }

  verbose(message: unknown): void {
    this.target.trace(String(message));
  }

  warn(message: unknown): void {
    this.target.warn(String(message));
  }

  error(message: unknown): void {
    this.target.error(String(message));
  }

  fatal(message: unknown): void {
    this.target.fatal(String(message));
  }
}
