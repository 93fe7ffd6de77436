import { HistorySource } from '../history/history-source.port.js';
import type { Step } from '../history/step.js';
import { Steps } from '../history/steps.js';
import type { Send, ToPrimary, ToWorker } from './messages.js';
import { Signal } from './signal.js';

/** The answer to a `look` of a worker. */
type Telling = Extract<ToWorker, { type: 'steps' | 'looked' }>;

/** The change history of a worker: what the primary tells of its own. */
export class PrimaryHistory extends HistorySource {
  readonly steps = new Steps();
  looks = 1;
  private looking: Signal<void> | undefined;

  /** @param complained told of steps that cannot be used */
  constructor(
    private readonly send: Send<ToPrimary>,
    private readonly complained: (reason: string) => void,
  ) {
    super();
  }

  /** What is not known yet is told in answer to a `look`. */
  settled(): Promise<void> {
    return Promise.resolve();
  }

  look(): Promise<void> {
    if (!this.looking) {
      this.looking = new Signal();
      void this.send({ type: 'look' });
    }
    return this.looking.given;
  }

  complain(reason: string): void {
    this.complained(reason);
  }

  receive(message: Telling): void {
    if (message.type === 'looked') {
      this.looks = message.looks;
      this.looking?.give();
      this.looking = undefined;
    } else this.steps.add(message.steps.map(asStep));
  }
}

/** Bytes come as another kind of array. */
function asStep(step: Step): Step {
  const { buffer, byteOffset, byteLength } = step.body;
  return { ...step, body: Buffer.from(buffer, byteOffset, byteLength) };
}
