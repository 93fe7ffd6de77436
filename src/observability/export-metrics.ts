import { Counter, type Registry } from 'prom-client';

/** How an export ended. */
export type ExportOutcome = 'complete' | 'caller_gone' | 'timeout' | 'replaced' | 'draining' | 'failed';

/** The metrics about exports; `Metrics` has them. */
export class ExportMetrics {
  private readonly exports: Counter<'outcome'>;

  constructor(registry: Registry) {
    this.exports = new Counter({
      name: 'gateway_exports_total',
      help: 'Exports by how they ended: complete, caller_gone, timeout, replaced, draining or failed.',
      labelNames: ['outcome'] as const,
      registers: [registry],
    });
  }

  ended(outcome: ExportOutcome): void {
    this.exports.labels(outcome).inc();
  }
}
