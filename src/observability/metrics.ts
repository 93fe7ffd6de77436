import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';

import { AccessMetrics } from './access-metrics.js';
import { CatalogMetrics } from './catalog-metrics.js';
import { processMetrics } from './process-metrics.js';
import { ExportMetrics } from './export-metrics.js';
import { ChangeMetrics } from './change-metrics.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';
import { RequestHistogram } from './request-histogram.js';

/** How much there is to do at that moment. */
export interface LoadFigures {
  readonly inFlight: number;
  readonly loopDelaySeconds: number;
}

/** Which bound a caller was turned away at. */
export type ShedReason = 'requests_in_flight' | 'loop_delay' | 'compression' | 'exports' | 'connections';

/** Every metric of one process as plain data, to be sent to another. */
export type MetricSamples = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Every metric of the gateway; names and labels are written here and in what it is made of (docs/operations.md). */
export class Metrics {
  private readonly registry = new Registry();
  readonly access = new AccessMetrics(this.registry);
  readonly catalog: CatalogMetrics;
  private loadFigures: () => LoadFigures = () => ({ inFlight: 0, loopDelaySeconds: 0 });

  private readSamplesElsewhere: () => Promise<readonly MetricSamples[]> = () => Promise.resolve([]);

  private readonly requests = new RequestHistogram();

  private readonly exchanges = new Histogram({
    name: 'gateway_upstream_exchange_duration_seconds',
    help: 'Time of one attempt of one call to the upstream.',
    labelNames: ['source', 'operation', 'outcome'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  private readonly refreshes = new Counter({
    name: 'gateway_catalog_refreshes_total',
    help: 'Refreshes of the catalogue by outcome: changed, unchanged, doubted, or the class of the failure.',
    labelNames: ['source', 'outcome'] as const,
    registers: [this.registry],
  });

  private readonly sheds = new Counter({
    name: 'gateway_shed_total',
    help: 'Requests, and connections, that were turned away because of overload, by the bound that was reached.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  readonly rateLimits = new RateLimitMetrics(this.registry);
  readonly exports = new ExportMetrics(this.registry);
  readonly changes = new ChangeMetrics(this.registry);

  /** @param linesLost how many lines of the log were lost since the start */
  constructor(linesLost: () => number) {
    this.registry.registerMetric(this.requests.asMetric());
    for (const metric of processMetrics()) this.registry.registerMetric(metric);
    new Counter({
      name: 'gateway_log_lines_lost_total',
      help: 'Lines of the log that were dropped, because nobody read them.',
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(linesLost());
      },
    });
    this.loadGauges();
    this.catalog = new CatalogMetrics(this.registry);
  }

  requestAnswered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe(method, route, status, seconds);
  }

  exchangeEnded(
    labels: { readonly source?: string; readonly operation: string; readonly outcome: string },
    seconds: number,
  ): void {
    this.exchanges.labels(labels).observe(seconds);
  }

  refreshEnded(source: string, outcome: string): void {
    this.refreshes.labels(source, outcome).inc();
  }

  shed(reason: ShedReason): void {
    this.sheds.labels(reason).inc();
  }

  /** Says where a scrape finds how much there is to do. */
  watchLoad(figures: () => LoadFigures): void {
    this.loadFigures = figures;
  }

  /** Says where a scrape finds whether the store does what it is used for. */
  watchStore(uses: readonly string[], isUp: (use: string) => boolean): void {
    new Gauge({
      name: 'gateway_store_up',
      help: 'Whether the store of CACHE_URL does what it is used for: 1, or 0 since it failed last.',
      labelNames: ['use'] as const,
      registers: [this.registry],
      collect() {
        for (const use of uses) this.labels(use).set(isUp(use) ? 1 : 0);
      },
    });
  }

  /** Says where a scrape finds the samples of other processes, which are added to ours. */
  addUpWith(readSamples: () => Promise<readonly MetricSamples[]>): void {
    this.readSamplesElsewhere = readSamples;
  }

  samples(): Promise<MetricSamples> {
    return this.registry.getMetricsAsJSON();
  }

  /** The Prometheus text exposition of everything. */
  async render(): Promise<{ contentType: string; body: string }> {
    const elsewhere = await this.readSamplesElsewhere();
    const registry =
      elsewhere.length === 0
        ? this.registry
        : AggregatorRegistry.aggregate([await this.samples(), ...elsewhere]);
    return { contentType: registry.contentType, body: await registry.metrics() };
  }

  private loadGauges(): void {
    const figures = (): LoadFigures => this.loadFigures();
    new Gauge({
      name: 'gateway_http_requests_in_flight',
      help: 'Requests that are worked on, those included that wait for the first catalogue.',
      registers: [this.registry],
      collect() {
        this.set(figures().inFlight);
      },
    });
    new Gauge({
      name: 'gateway_loop_delay_seconds',
      help: 'The longest that a request waited for its turn behind others in the last 15 to 30 seconds.',
      registers: [this.registry],
      aggregator: 'max',
      collect() {
        this.set(figures().loopDelaySeconds);
      },
    });
  }
}
