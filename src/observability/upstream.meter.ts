import { Injectable } from '@nestjs/common';

import { Log } from './log.js';
import { Metrics } from './metrics.js';

/** Records every attempt of every call to the upstream: a metric, and a line at `debug`. */
@Injectable()
export class UpstreamMeter {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** @param failure what the attempt ended with; its message is our own text and safe to write */
  exchanged(operation: string, failure: { failure: string; message: string } | undefined, ms: number): void {
    const outcome = failure?.failure ?? 'ok';
    this.metrics.exchangeEnded(operation, outcome, ms / 1_000);
    this.log.debug('upstream exchange', { operation, outcome, reason: failure?.message, ms: Math.round(ms) });
  }
}
