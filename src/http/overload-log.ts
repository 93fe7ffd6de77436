import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import type { Metrics, ShedReason } from '../observability/metrics.js';

/** An overload has ended when nothing was turned away for this long. */
const QUIET_MS = 1_000;

/** What was turned away since an overload began. */
interface Spell {
  readonly beganAt: number;
  count: number;
  /** When it was looked at last. */
  countBefore: number;
}

/** Counts what is turned away, and writes a line when that begins and when it has ended, for each reason. */
export class OverloadLog {
  private readonly spells = new Map<ShedReason, Spell>();

  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  shed(reason: ShedReason): void {
    this.metrics.shed(reason);
    const spell = this.spells.get(reason);
    if (spell) spell.count++;
    else this.begin(reason);
  }

  private begin(reason: ShedReason): void {
    this.log.warn('overload began: callers are turned away', { reason });
    this.spells.set(reason, { beganAt: this.clock.monotonic(), count: 1, countBefore: 1 });
    this.lookLater(reason);
  }

  private lookLater(reason: ShedReason): void {
    this.clock.after(QUIET_MS, () => this.look(reason));
  }

  private look(reason: ShedReason): void {
    const spell = this.spells.get(reason);
    if (!spell) return;
    if (spell.count > spell.countBefore) {
      spell.countBefore = spell.count;
      return this.lookLater(reason);
    }
    this.spells.delete(reason);
    const ms = Math.round(this.clock.monotonic() - spell.beganAt);
    this.log.info('overload ended', { reason, ms, turnedAway: spell.count });
  }
}
