import { setMaxListeners } from 'node:events';

/**
 * Whether the process is on its way out; asked by readiness, by whoever writes the head of an answer, and by whoever
 * lets a request wait.
 */
export class Drain {
  private readonly last = new AbortController();
  private readonly streams = new AbortController();
  private started = false;
  private closing = Infinity;

  constructor() {
    // any number of requests may wait at once; Node would take more than ten for a leak, and say so
    setMaxListeners(0, this.last.signal);
    setMaxListeners(0, this.streams.signal);
  }

  get begun(): boolean {
    return this.started;
  }

  /** Nothing is waited for longer than this; monotonic milliseconds, and `Infinity` as long as that is not known. */
  get closesAt(): number {
    return this.closing;
  }

  /** Aborts shortly before connections are cut: whoever still waits must answer now. */
  get lastCall(): AbortSignal {
    return this.last.signal;
  }

  /** Aborts when no new connections are taken any more: answers that have no end of their own must end now. */
  get streamsEnd(): AbortSignal {
    return this.streams.signal;
  }

  begin(closesAt = Infinity): void {
    this.started = true;
    this.closing = closesAt;
  }

  endStreams(): void {
    this.streams.abort();
  }

  callLast(): void {
    this.last.abort();
  }
}
