import { errorCode } from '../config/error-code.js';
import { DamagedFileError } from '../catalog/store/stored-file.js';
import type { UseHealth } from '../catalog/store/store-health.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import { RedisError } from '../redis/redis-error.js';
import { storedName, type HistoryStore } from './history-store.port.js';
import { maskStep } from './mask-change.js';
import type { Step } from './step.js';
import type { Steps } from './steps.js';

/** Somebody else may write between our reading and our writing, but hardly so often. */
const TRIES = 4;

/** Brings what is known here and what is stored together. */
export class HistoryExchange {
  private hasRead = false;
  private behind = false;

  /** @param store `undefined` where nothing outlives the process */
  constructor(
    private readonly store: HistoryStore | undefined,
    private readonly secrets: KnownSecrets,
    private readonly health: UseHealth,
  ) {}

  get isNeeded(): boolean {
    return this.store !== undefined;
  }

  get isShared(): boolean {
    return this.store?.isShared ?? false;
  }

  /** Whether something could not be stored, or read. */
  get isBehind(): boolean {
    return this.behind;
  }

  /** Adds what is stored to these steps, and stores what is lacking there. Never fails. */
  async run(steps: Steps): Promise<void> {
    const { store } = this;
    if (!store) return;
    try {
      this.behind = !(await this.exchanged(store, steps));
      if (!this.behind) this.health.worked('history');
    } catch (error) {
      this.behind = true;
      this.complain(error);
    }
  }

  private async exchanged(store: HistoryStore, steps: Steps): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { found, names } = await store.read();
      await this.take(found, steps);
      const { all } = steps;
      if (all.every((step) => names.has(storedName(step)))) return true;
      if (await store.write(all)) return true;
    }
    return false;
  }

  private async take(found: readonly Step[], steps: Steps): Promise<void> {
    const own = this.hasRead ? [] : steps.all;
    const highest = found.reduce((most, { order }) => Math.max(most, order), steps.nextOrder);
    const mask = (text: string): string => this.secrets.mask(text);
    const known = new Set(this.hasRead ? steps.all.map(storedName) : []);
    for (const [at, step] of found.entries()) {
      // what is known was masked when it came, and with each secret since
      if (known.has(storedName(step))) continue;
      // one that cannot be read is of no use
      const masked = await maskStep(step, mask, highest + 1 + at).catch(() => undefined);
      if (masked) steps.add([masked]);
    }
    // what came up before anything could be read is later than all that is stored
    steps.add(own.map((step, at) => ({ ...step, order: steps.nextOrder + at })));
    this.hasRead = true;
  }

  /** A Redis that is away was told of by its link. */
  private complain(error: unknown): void {
    if (error instanceof RedisError && error.kind === 'away') return;
    const isOurs = error instanceof DamagedFileError || error instanceof RedisError;
    this.health.failed('history', isOurs ? error.message : errorCode(error));
  }
}
