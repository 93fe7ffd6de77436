import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * A line of the log with its line end; one that is no text yet becomes one when it is written, and
 * may stand for several `lines`.
 */
export type LogLine = string | { toString(): string; readonly lines?: number };

/** Where lines of the log go. */
export interface LogSink {
  write(line: LogLine): void;
  /** How many lines nobody took, since the start; absent where none can be lost. */
  readonly linesLost?: number;
}

/** Lines that nobody takes are kept up to this size; further ones are lost. */
const LONGEST_BACKLOG_BYTES = 16 * 1024 * 1024;

/** Lines are written together: after this time, or as many. What a crash of the machine can cost. */
const FLUSH_EVERY_MS = 20;
const FLUSH_AT_LINES = 512;

/**
 * Standard output, which never holds up the service: lines are gathered and written in one go, outside of
 * requests; a reader that is slow, hangs or is gone costs lines, which are counted, and neither requests nor a
 * proper end.
 */
export class StdoutSink implements LogSink {
  private readonly stdout = openStdout();
  private lines: LogLine[] = [];
  private flushing: NodeJS.Timeout | undefined;
  private readerIsGone = false;
  private lost = 0;

  constructor() {
    this.stdout.on('error', () => (this.readerIsGone = true));
  }

  get linesLost(): number {
    return this.lost;
  }

  write(line: LogLine): void {
    this.lines.push(line);
    if (this.lines.length >= FLUSH_AT_LINES) this.flush();
    else this.flushing ??= setTimeout(() => this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Waits until all lines are out, at most `ms`; call it before the process ends. */
  async drained(ms: number): Promise<void> {
    this.flush();
    if (this.readerIsGone || this.stdout.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.stdout.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private flush(): void {
    clearTimeout(this.flushing);
    this.flushing = undefined;
    const lines = this.lines;
    this.lines = [];
    if (this.readerIsGone || this.stdout.writableLength >= LONGEST_BACKLOG_BYTES)
      this.lost += countLines(lines);
    else this.stdout.write(lines.join(''));
  }
}

function countLines(lines: readonly LogLine[]): number {
  return lines.reduce((total, line) => total + (typeof line === 'string' ? 1 : (line.lines ?? 1)), 0);
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
