import { ProblemError } from '../problems/problem.error.js';

/** How many streams may be open. */
export interface StreamBounds {
  readonly eventStreams: number;
  readonly eventStreamsPerClient: number;
}

/** Whoever is refused may come again after so many seconds. */
const RETRY_SECONDS = '10';

/** Counts open streams: all of them, and those of each client. */
export class StreamLimits {
  private readonly byCaller = new Map<string, number>();
  private total = 0;

  constructor(private readonly bounds: StreamBounds) {}

  get open(): number {
    return this.total;
  }

  /**
   * Lets one more stream in.
   *
   * @param caller the name of a client, or an address
   * @returns to be called once, when it is over
   * @throws ProblemError `RATE_LIMITED` or `OVERLOADED`
   */
  enter(caller: string): () => void {
    const own = this.byCaller.get(caller) ?? 0;
    const headers = { 'retry-after': RETRY_SECONDS };
    if (own >= this.bounds.eventStreamsPerClient)
      throw new ProblemError('RATE_LIMITED', `Keep at most ${own} streams of events open.`, { headers });
    if (this.total >= this.bounds.eventStreams)
      throw new ProblemError('OVERLOADED', 'This instance has as many streams of events open as it may.', {
        headers,
      });
    this.total++;
    this.byCaller.set(caller, own + 1);
    return () => this.leave(caller);
  }

  private leave(caller: string): void {
    this.total--;
    const left = (this.byCaller.get(caller) ?? 1) - 1;
    if (left > 0) this.byCaller.set(caller, left);
    else this.byCaller.delete(caller);
  }
}
