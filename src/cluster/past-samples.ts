import { AggregatorRegistry } from 'prom-client';

import type { MetricSamples } from '../observability/metrics.js';

/**
 * What workers that have ended had counted. It stays in the sum of all, so that no counter ever goes back: whoever
 * scrapes would take that for a restart, and count everything again.
 */
export class PastSamples {
  private sum: MetricSamples = [];
  private adding = Promise.resolve();

  /** Gauges are left out: they describe a present that a process that has ended no longer has. */
  add(samples: MetricSamples): void {
    // the enumeration of the types is of no use at run time: the values are texts
    const lasting = samples.filter(({ type }) => ['counter', 'histogram'].includes(String(type)));
    this.adding = this.adding.then(async () => {
      this.sum = await AggregatorRegistry.aggregate([[...this.sum], lasting]).getMetricsAsJSON();
    });
  }

  async read(): Promise<MetricSamples> {
    await this.adding;
    return this.sum;
  }
}
