import { pino } from 'pino';

/** Where lines of the log go. */
export interface LogSink {
  write(line: string): void;
}

/** Lines that nobody takes are kept up to this size; further ones are dropped. */
const LONGEST_BACKLOG_BYTES = 16 * 1024 * 1024;

/**
 * Standard output, written in the background: a reader that is slow, hangs or is gone never holds up or ends
 * the service, which would rather lose lines than requests. Call `flush` before the process ends.
 */
export class StdoutSink implements LogSink {
  private readonly stdout = pino.destination({ dest: 1, sync: false, maxLength: LONGEST_BACKLOG_BYTES });
  private readerIsGone = false;

  constructor() {
    this.stdout.on('error', () => (this.readerIsGone = true));
  }

  write(line: string): void {
    if (!this.readerIsGone) this.stdout.write(line);
  }

  /** Writes what is still waiting, as far as somebody reads it. */
  flush(): void {
    try {
      if (!this.readerIsGone) this.stdout.flushSync();
    } catch {
      // the reader is gone or does not read: there is nobody left to tell
    }
  }
}
