/** What is done to a replica, and what its callers may notice of it. */
export type Disturbance = 'stopping' | 'killed' | 'hung';

interface Interval {
  readonly kind: Disturbance;
  readonly from: number;
  to: number;
}

/** Connections that were cut are noticed a little later. */
const AFTER_MS = 1_500;

/** When a replica was disturbed, by `performance.now()`. */
export class Disturbances {
  private readonly intervals: Interval[] = [];

  /** @returns what ends it */
  begin(kind: Disturbance): () => void {
    const interval = { kind, from: performance.now(), to: Infinity };
    this.intervals.push(interval);
    return () => (interval.to = performance.now() + AFTER_MS);
  }

  /** The kinds that a request can have met between its two moments. */
  met(sentAt: number, endedAt: number): Set<Disturbance> {
    const met = this.intervals.filter(({ from, to }) => from <= endedAt && sentAt <= to);
    return new Set(met.map(({ kind }) => kind));
  }

  /** Whether the request was sent before the stop that it met, so that it must be answered all the same. */
  precedesStop(sentAt: number, endedAt: number): boolean {
    const met = this.intervals.filter(({ from, to }) => from <= endedAt && sentAt <= to);
    return met.length > 0 && met.every(({ kind, from }) => kind === 'stopping' && sentAt < from);
  }
}
