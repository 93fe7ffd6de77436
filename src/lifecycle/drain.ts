import { setMaxListeners } from 'node:events';

/**
 * Whether the process is on its way out; asked by readiness, by the door for new requests, and by whoever
 * lets a request wait.
 */
export class Drain {
  private readonly last = new AbortController();
  private started = false;

  constructor() {
    // any number of requests may wait at once; Node would take more than ten for a leak, and say so
    setMaxListeners(0, this.last.signal);
  }

  get begun(): boolean {
    return this.started;
  }

  /** Aborts shortly before connections are cut: whoever still waits must answer now. */
  get lastCall(): AbortSignal {
    return this.last.signal;
  }

  begin(): void {
    this.started = true;
  }

  callLast(): void {
    this.last.abort();
  }
}
