/**
 * Whether the process is on its way out; asked by readiness, by the door for new requests, and by whoever
 * lets a request wait.
 */
export class Drain {
  private readonly last = new AbortController();
  private started = false;

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
