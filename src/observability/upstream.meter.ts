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

  /**
   * @param failure what the attempt ended with; its message is our own text and safe to write
   * @param source whose upstream it was, where there are several
   */
  exchanged(
    operation: string,
    failure: { failure: string; message: string } | undefined,
    ms: number,
    source?: string,
  ): void {
    const outcome = failure?.failure ?? 'ok';
    const of = source === undefined ? {} : { source };
    this.metrics.exchangeEnded({ ...of, operation, outcome }, ms / 1_000);
    const reason = failure?.message;
    this.log.debug('upstream exchange', { ...of, operation, outcome, reason, ms: Math.round(ms) });
  }
}
