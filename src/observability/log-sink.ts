import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Where lines of the log go. */
export interface LogSink {
  write(line: string): void;
}

/** Lines that nobody takes are kept up to this size; further ones are dropped. */
const LONGEST_BACKLOG_BYTES = 16 * 1024 * 1024;

/**
 * Standard output, which never holds up the service: a reader that is slow, hangs or is gone costs lines of
 * the log, and neither requests nor a proper end.
 */
export class StdoutSink implements LogSink {
  private readonly stdout = openStdout();
  private readerIsGone = false;

  constructor() {
    this.stdout.on('error', () => (this.readerIsGone = true));
  }

  write(line: string): void {
    if (!this.readerIsGone && this.stdout.writableLength < LONGEST_BACKLOG_BYTES) this.stdout.write(line);
  }

  /** Waits until all lines are out, at most `ms`; call it before the process ends. */
  async drained(ms: number): Promise<void> {
    if (this.readerIsGone || this.stdout.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.stdout.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Node writes to a pipe and waits for its reader, unless the pipe is opened as a socket of our own. */
function openStdout(): Writable {
  try {
    return new Socket({ fd: 1, readable: false, writable: true });
  } catch {
    // a terminal or a file, which always takes what it is given
    return process.stdout;
  }
}
