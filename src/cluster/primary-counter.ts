import type { Counted, SharedCounter, Tally, Use } from '../rate-limits/shared-counter.port.js';
import type { Send, ToPrimary, ToWorker } from './messages.js';

/** The answer to a `count` of a worker. */
type Telling = Extract<ToWorker, { type: 'counted' }>;

/** Has the requests of a worker counted by the primary, together with those of the other workers. */
export class PrimaryCounter implements SharedCounter {
  /** Memory: who asks gives up soon, and then asks no more until one of these is answered. */
  private readonly asked = new Map<number, (tallies: readonly Tally[]) => void>();
  private questions = 0;

  constructor(private readonly send: Send<ToPrimary>) {}

  add(counted: Counted, uses: readonly Use[]): Promise<readonly Tally[]> {
    const number = ++this.questions;
    return new Promise((resolve) => {
      this.asked.set(number, resolve);
      void this.send({ type: 'count', number, counted, uses });
    });
  }

  receive({ number, tallies }: Telling): void {
    this.asked.get(number)?.(tallies);
    this.asked.delete(number);
  }
}
