import type { Log } from '../../observability/log.js';
import type { Metrics } from '../../observability/metrics.js';

/** What a store is used for, and how the log speaks of it. */
const STORE_USES = {
  reached: 'redis cannot be reached',
  messages: 'messages of other replicas cannot be heard',
  heard: 'news of other replicas cannot be read',
  read: 'stored catalogue cannot be read',
  written: 'stored catalogue cannot be written',
} as const;

type Use = keyof typeof STORE_USES;

/** Says when the store begins to fail, for another reason, and when it works again: one line for each change. */
export class StoreHealth {
  private readonly failing = new Map<string, string>();

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.watchStore(Object.keys(STORE_USES), (use) => !this.failing.has(use));
  }

  failed(use: Use, reason: string): void {
    const known = this.failing.get(use);
    if (known === reason || (known !== undefined && use === 'reached')) return;
    this.failing.set(use, reason);
    this.log.error(STORE_USES[use], { reason });
  }

  /** @returns whether it had failed before */
  worked(use: Use): boolean {
    const hadFailed = this.failing.delete(use);
    if (hadFailed) this.log.info(STORE_USES[use].replace('cannot', 'can again'));
    return hadFailed;
  }
}
