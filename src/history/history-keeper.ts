import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { ServedCatalog } from '../catalog/served-catalog.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import type { Clock } from '../observability/clock.js';
import { compareLists } from './compare-lists.js';
import type { HistoryExchange } from './history-exchange.js';
import { HistorySource } from './history-source.port.js';
import { maskStep } from './mask-change.js';
import { LARGEST_STEP, packStep, type Step } from './step.js';
import type { Steps } from './steps.js';

/** What a `HistoryKeeper` works with. */
export interface KeeperParts {
  readonly served: ServedCatalog;
  readonly steps: Steps;
  readonly exchange: HistoryExchange;
  readonly secrets: KnownSecrets;
  readonly clock: Clock;
  /** Told of a change that is too large to be kept, or cannot be. */
  readonly lost: (reason: string) => void;
}

/** Between two exchanges for the sake of an unknown version, as others tell of theirs a moment after they serve it. */
const LOOK_EVERY_MS = 250;
/** For a replica that serves a version a moment before it has told of it. */
const LOOKS = 4;
/** A list waits so long to be stored until it is stored what led to it. */
const RECORDED_WITHIN_MS = 2_000;
const EXCHANGE_EVERY_MS = 10_000;

/**
 * Takes note of each catalogue that takes the place of another, as the difference of the two, and exchanges what it knows
 * with the store. Never on the path of a request, but for one that asks for a version which is not known.
 */
export class HistoryKeeper extends HistorySource {
  readonly steps: Steps;
  private last: CatalogSnapshot | undefined;
  private working: Promise<void> = Promise.resolve();
  private exchanging: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private lookedAt = -Infinity;
  private isStopped = false;
  private cancelTimer = (): void => {};
  private readonly listeners: ((steps: readonly Step[]) => void)[] = [];

  constructor(private readonly parts: KeeperParts) {
    super();
    this.steps = parts.steps;
    parts.served.watch(() => this.note());
    parts.served.recordWith(() => this.stored(RECORDED_WITHIN_MS));
    parts.secrets.watch(() => this.do(() => this.mask()));
  }

  get looks(): number {
    return this.parts.exchange.isNeeded ? LOOKS : 0;
  }

  /** Reads what is stored. */
  start(): void {
    void this.exchange();
    this.exchangeLater();
  }

  /** Says who else is told of steps that come up. */
  watch(tell: (steps: readonly Step[]) => void): void {
    this.listeners.push(tell);
  }

  settled(): Promise<void> {
    return this.working;
  }

  async look(): Promise<void> {
    const { clock } = this.parts;
    const waitMs = Math.max(0, this.lookedAt + LOOK_EVERY_MS - clock.monotonic());
    if (waitMs > 0) await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    // others may have waited for the same
    if (clock.monotonic() >= this.lookedAt + LOOK_EVERY_MS) {
      this.lookedAt = clock.monotonic();
      void this.exchange();
    }
    await this.exchanging;
  }

  complain(reason: string): void {
    this.parts.lost(reason);
  }

  /** Resolves when all is stored that is to be, or cannot be, but not later than after `ms`. */
  async stop(ms: number): Promise<void> {
    this.isStopped = true;
    this.cancelTimer();
    await this.stored(ms);
  }

  private async stored(ms: number): Promise<void> {
    let cancel = (): void => {};
    const impatience = new Promise<void>((resolve) => (cancel = this.parts.clock.after(ms, resolve)));
    await Promise.race([this.working.then(() => this.exchanging), impatience]);
    cancel();
  }

  private note(): void {
    const { served } = this.parts;
    const [before, now] = [this.last, served.get()?.snapshot];
    this.last = now;
    if (!before || !now || before.version === now.version || !served.isOpen) return;
    this.do(() => this.take(before, now));
  }

  private async take(before: CatalogSnapshot, now: CatalogSnapshot): Promise<void> {
    const lines = await compareLists(before.json, now.json, LARGEST_STEP);
    if (!lines) return this.parts.lost('more images changed at once than are kept of one change');
    // not awaited here: a large change takes seconds, in which nobody else may need the old catalogue
    return this.keep({ from: before.version, to: now.version }, lines);
  }

  private async keep(versions: Pick<Step, 'from' | 'to'>, lines: Buffer): Promise<void> {
    const order = this.steps.nextOrder;
    const step = await packStep({ ...versions, order }, lines);
    this.add([await maskStep(step, (text) => this.parts.secrets.mask(text), order)]);
    void this.exchange();
  }

  /** A secret that comes up may be in what was kept before. */
  private async mask(): Promise<void> {
    const masked: Step[] = [];
    for (const step of this.steps.all) {
      const order = this.steps.nextOrder + masked.length;
      const one = await maskStep(step, (text) => this.parts.secrets.mask(text), order);
      if (one !== step) masked.push(one);
    }
    if (masked.length === 0) return;
    this.add(masked);
    void this.exchange();
  }

  /** Resolves when one is over that began after this was called. */
  private exchange(): Promise<void> {
    this.waiting ??= this.exchanging.then(() => {
      this.waiting = undefined;
      return this.exchangeNow();
    });
    this.exchanging = this.waiting;
    return this.waiting;
  }

  private async exchangeNow(): Promise<void> {
    const known = new Set(this.steps.all);
    await this.parts.exchange.run(this.steps);
    this.tell(this.steps.all.filter((step) => !known.has(step)));
  }

  private add(steps: readonly Step[]): void {
    this.steps.add(steps);
    this.tell(steps);
  }

  private tell(steps: readonly Step[]): void {
    if (steps.length > 0) for (const tell of this.listeners) tell(steps);
  }

  private exchangeLater(): void {
    if (this.isStopped) return;
    this.cancelTimer = this.parts.clock.after(EXCHANGE_EVERY_MS, () => {
      const { exchange } = this.parts;
      if (exchange.isShared || exchange.isBehind) void this.exchange();
      this.exchangeLater();
    });
  }

  /** One thing after the other. */
  private do(work: () => Promise<void>): void {
    this.working = this.working.then(work).catch(() => this.parts.lost('a bug in the gateway'));
  }
}
