import type { LocalCounter } from './local-counter.js';
import type { Counted, Tally, Use } from './shared-counter.port.js';
import type { Sharing } from './sharing.js';

type Take = (tally: Tally) => void;

/**
 * Counts requests by caller, in this process and, where there is something to share with, together with others.
 *
 * Each request is counted here in any case, so that a process that is suddenly on its own goes on from what it knows.
 * Requests of one turn of the event loop are counted elsewhere in one go for each caller.
 */
export class RateCounter {
  private waiting = new Map<string, Take[]>();

  /**
   * @param sharing `undefined` where this process counts alone
   * @param most of a window: from then on nobody else needs to be asked
   */
  constructor(
    private readonly counted: Counted,
    private readonly most: number,
    private readonly local: LocalCounter,
    private readonly sharing: Sharing | undefined,
  ) {}

  /** Counts one request. Never rejects, and takes no longer than sharing may take. */
  count(key: string): Promise<Tally> {
    if (!this.sharing) return this.local.add({ key, count: 1 });
    if (!this.sharing.isUp) return this.countAlone({ key, count: 1 });
    return new Promise((resolve) => this.join(key, resolve));
  }

  /** Counts requests of several callers. Never rejects, and takes no longer than sharing may take. */
  async add(uses: readonly Use[]): Promise<readonly Tally[]> {
    if (this.sharing?.isUp !== true) return Promise.all(uses.map((use) => this.countAlone(use)));
    const own = await Promise.all(uses.map((use) => this.local.add(use)));
    const asked = uses.flatMap((use, at) => (own[at]!.used - use.count < this.most ? [{ use, at }] : []));
    if (asked.length === 0) return own;
    const shared = await this.sharing.add(
      this.counted,
      asked.map(({ use }) => use),
    );
    if (!shared) return own;
    const tallies = [...own];
    await Promise.all(
      asked.map(({ use, at }, index) => {
        tallies[at] = stricter(own[at]!, shared[index]!);
        return this.local.agree(use.key, shared[index]!);
      }),
    );
    return tallies;
  }

  private countAlone(use: Use): Promise<Tally> {
    this.sharing?.tryAgain(this.counted, use);
    return this.local.add(use);
  }

  private join(key: string, take: Take): void {
    if (this.waiting.size === 0) setImmediate(() => void this.flush());
    const others = this.waiting.get(key);
    if (others) others.push(take);
    else this.waiting.set(key, [take]);
  }

  private async flush(): Promise<void> {
    const batch = [...this.waiting];
    this.waiting = new Map();
    const tallies = await this.add(batch.map(([key, { length }]) => ({ key, count: length })));
    batch.forEach(([, takes], at) => {
      const { used, resetMs } = tallies[at]!;
      const before = used - takes.length;
      takes.forEach((take, index) => take({ used: before + index + 1, resetMs }));
    });
  }
}

function stricter(own: Tally, shared: Tally): Tally {
  return shared.used >= own.used ? shared : own;
}
