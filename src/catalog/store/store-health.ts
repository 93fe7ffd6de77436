import type { Log } from '../../observability/log.js';
import type { Metrics } from '../../observability/metrics.js';

/** What a store is used for, and how the log speaks of it. */
const STORE_USES = {
  reached: 'redis cannot be reached',
  messages: 'messages of other replicas cannot be heard',
  heard: 'news of other replicas cannot be read',
  read: 'stored catalogue cannot be read',
  written: 'stored catalogue cannot be written',
  history: 'change history cannot be kept in the store',
} as const;

type Use = keyof typeof STORE_USES;

/** Who is told what became of uses of a store. */
export interface UseHealth {
  failed(use: Use, reason: string): void;
  /** @returns whether it had failed before */
  worked(use: Use): boolean;
}

/** Says when the store begins to fail, for another reason, and when it works again: one line for each change. */
export class StoreHealth implements UseHealth {
  /** The reasons, by use and source. */
  private readonly failing = new Map<string, string>();

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.watchStore(Object.keys(STORE_USES), (use) =>
      [...this.failing.keys()].every((key) => key.split(' ')[0] !== use),
    );
  }

  /** The same for the list of one of several sources, which its lines name. */
  of(source: string): UseHealth {
    return {
      failed: (use, reason) => this.note(use, reason, source),
      worked: (use) => this.clear(use, source),
    };
  }

  failed(use: Use, reason: string): void {
    this.note(use, reason);
  }

  worked(use: Use): boolean {
    return this.clear(use);
  }

  private note(use: Use, reason: string, source?: string): void {
    const key = keyOf(use, source);
    const known = this.failing.get(key);
    if (known === reason || (known !== undefined && use === 'reached')) return;
    this.failing.set(key, reason);
    this.log.error(STORE_USES[use], { reason, ...(source !== undefined && { source }) });
  }

  private clear(use: Use, source?: string): boolean {
    const hadFailed = this.failing.delete(keyOf(use, source));
    const fields = source === undefined ? [] : [{ source }];
    if (hadFailed) this.log.info(STORE_USES[use].replace('cannot', 'can again'), ...fields);
    return hadFailed;
  }
}

function keyOf(use: Use, source: string | undefined): string {
  return source === undefined ? use : `${use} ${source}`;
}
