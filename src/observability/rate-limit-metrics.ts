import { Counter, Gauge, type Registry } from 'prom-client';

/** Why a request was refused: too many of a client, of an anonymous caller's address, or without a valid credential. */
export type LimitReason = 'client' | 'address' | 'unauthenticated';

/** The metrics of rate limits; part of `Metrics`. */
export class RateLimitMetrics {
  private readonly refusals: Counter<'reason'>;
  private isShared: () => boolean | undefined = () => undefined;

  constructor(registry: Registry) {
    this.refusals = new Counter({
      name: 'gateway_rate_limited_total',
      help: 'Requests that were answered 429, by what there was too much of.',
      labelNames: ['reason'] as const,
      registers: [registry],
    });
    const isShared = (): boolean | undefined => this.isShared();
    new Gauge({
      name: 'gateway_rate_limit_shared',
      help: 'Whether rate limits are counted together with other processes: 1, or 0 while each counts alone.',
      registers: [registry],
      aggregator: 'min',
      collect() {
        const shared = isShared();
        if (shared === undefined) this.remove();
        else this.set(shared ? 1 : 0);
      },
    });
  }

  limited(reason: LimitReason): void {
    this.refusals.labels(reason).inc();
  }

  /** Says where a scrape finds whether requests are counted together with other processes. */
  watchSharing(isUp: () => boolean): void {
    this.isShared = isUp;
  }
}
