import { Counter, Gauge, type Registry } from 'prom-client';

/** When a client was recognised last. */
export interface ClientUse {
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** The metrics about who calls; `Metrics` has them. */
export class AccessMetrics {
  private readonly failures: Counter<'credential' | 'reason'>;
  private readonly fetches: Counter<'outcome'>;
  private jwksAgeSeconds: () => number | undefined = () => undefined;
  private clientUses: () => readonly ClientUse[] = () => [];

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.failures = new Counter({
      name: 'gateway_authentication_failures_total',
      help: 'Requests that were refused because nobody was recognised, by what was shown and what is wrong with it.',
      labelNames: ['credential', 'reason'] as const,
      registers,
    });
    this.fetches = new Counter({
      name: 'gateway_jwks_fetches_total',
      help: "Fetches of the token issuer's keys by outcome: ok or failed.",
      labelNames: ['outcome'] as const,
      registers,
    });
    this.jwksGauge();
    this.clientsGauge();
  }

  authenticationFailed(credential: string, reason: string): void {
    this.failures.labels(credential, reason).inc();
  }

  jwksFetched(outcome: 'ok' | 'failed'): void {
    this.fetches.labels(outcome).inc();
  }

  /** Says where a scrape finds how old the keys of the token issuer are; without keys the sample is absent. */
  watchJwks(ageSeconds: () => number | undefined): void {
    this.jwksAgeSeconds = ageSeconds;
  }

  /** Says where a scrape finds when each client with a key was recognised last; of others there is no sample. */
  watchClients(uses: () => readonly ClientUse[]): void {
    this.clientUses = uses;
  }

  private jwksGauge(): void {
    const ageSeconds = (): number | undefined => this.jwksAgeSeconds();
    new Gauge({
      name: 'gateway_jwks_age_seconds',
      help: "Time since the token issuer's keys were confirmed with it.",
      registers: [this.registry],
      aggregator: 'max',
      collect() {
        const age = ageSeconds();
        if (age === undefined) this.remove();
        else this.set(age);
      },
    });
  }

  private clientsGauge(): void {
    const uses = (): readonly ClientUse[] => this.clientUses();
    new Gauge({
      name: 'gateway_client_last_used_timestamp_seconds',
      help: 'When a client of the key file was recognised last, in seconds since 1970.',
      labelNames: ['client'] as const,
      registers: [this.registry],
      aggregator: 'max',
      collect() {
        this.reset();
        for (const { client, atMs } of uses()) this.labels(client).set(atMs / 1_000);
      },
    });
  }
}
