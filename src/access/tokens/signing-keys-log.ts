import type { Log } from '../../observability/log.js';
import type { AccessMetrics } from '../../observability/access-metrics.js';
import type { SigningKeysEvent, SigningKeysWatch } from './signing-keys.js';

/** Tells an operator how the keys of the token issuer do. */
export class SigningKeysLog implements SigningKeysWatch {
  constructor(
    private readonly log: Log,
    private readonly metrics: AccessMetrics,
  ) {}

  changed({ kind, ...facts }: SigningKeysEvent): void {
    switch (kind) {
      case 'loaded':
        return this.log.info('signing keys loaded', facts);
      case 'recovered':
        return this.log.info('signing keys can again be fetched', facts);
      case 'failing':
        return this.log.error('signing keys cannot be fetched: those before them stay in force', facts);
    }
  }

  fetched(outcome: 'ok' | 'failed'): void {
    this.metrics.jwksFetched(outcome);
  }
}
