import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';

import type { AccessMetrics } from '../../observability/access-metrics.js';
import type { SigningKeys } from './signing-keys.js';

/** Has the keys of the token issuer fetched for as long as the application runs, where tokens are taken. */
export class SigningKeysStarter implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly keys: SigningKeys | undefined,
    private readonly metrics: AccessMetrics,
  ) {}

  /** The application does not wait for the issuer: it starts also where that is down. */
  onApplicationBootstrap(): void {
    const { keys } = this;
    if (!keys) return;
    this.metrics.watchJwks(() => keys.ageSeconds);
    keys.start();
  }

  onApplicationShutdown(): void {
    this.keys?.stop();
  }
}
