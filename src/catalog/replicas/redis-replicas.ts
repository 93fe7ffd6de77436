import type { Clock } from '../../observability/clock.js';
import { RedisError } from '../../redis/redis-error.js';
import { LONGEST_HOLD_MS, type RedisLease } from '../../redis/redis-lease.js';
import type { RedisLink } from '../../redis/redis-link.js';
import type { RefreshOutcome } from '../refresh-report.js';
import type { UseHealth } from '../store/store-health.js';
import type { RefreshNews } from './refresh-news.js';
import { Replicas, type Listener, type OwnRefresh, type Taken } from './replicas.port.js';
import type { SharedCatalog } from './shared-catalog.js';
import type { Told } from './told-form.js';
import type { ToldNews } from './told-news.js';

/** News that no message brought is found after this time. */
const LOOK_EVERY_MS = 900;
/** A start that found no list in the store looks for one again after a moment, and then so often. */
const FIRST_RESTORE_MS = 1_000;
const RESTORE_EVERY_MS = 10_000;

/** What `RedisReplicas` works with. */
export interface RedisParts {
  readonly link: RedisLink;
  readonly lease: RedisLease;
  readonly news: ToldNews;
  readonly shared: SharedCatalog;
  readonly health: UseHealth;
  readonly clock: Clock;
}

/**
 * Replicas that share a Redis: whoever has the lease lists the upstream, and tells the others what came of it
 * (docs/decisions/0021). Whatever Redis does not do in its time, this process does without.
 */
export class RedisReplicas extends Replicas {
  private listener: Listener | undefined;
  private keeping: Promise<void> = Promise.resolve();
  private looking: Promise<void> | undefined;
  private isOverruled = false;
  private isKeeping = false;
  private restoreAt = -Infinity;
  private isEnded = false;
  private cancelLook = (): void => {};
  private wake = (): void => {};

  constructor(private readonly parts: RedisParts) {
    super();
  }

  open(): Promise<void> {
    return this.parts.link.open();
  }

  async listen(listener: Listener): Promise<void> {
    this.listener = listener;
    this.restoreAt = this.parts.clock.monotonic() + FIRST_RESTORE_MS;
    this.parts.link.hear(this.parts.news.channel, () => {
      this.wake();
      void this.look();
    });
    await this.look();
    this.lookLater();
  }

  async inTurn(
    refresh: () => Promise<OwnRefresh>,
    take: (news: RefreshNews) => Promise<Taken>,
  ): Promise<RefreshOutcome | undefined> {
    await this.keeping;
    const startedAt = this.parts.clock.monotonic();
    const taken = await this.untilTurn(take).catch((error: unknown) => this.note(error, 'written'));
    if (taken) return taken;
    const own = await refresh();
    this.keeping = this.keep(own, startedAt);
    return undefined;
  }

  private async keep(own: OwnRefresh, startedAt: number): Promise<void> {
    this.isKeeping = true;
    const kept = this.parts.shared.keep(own, startedAt);
    const isKept = await kept.catch((error: unknown) => this.note(error, 'written'));
    this.isKeeping = false;
    if (isKept !== false) return;
    this.isOverruled = true;
    await this.look();
  }

  async mayForce(): Promise<boolean> {
    const may = await this.parts.news.force().catch((error: unknown) => this.note(error, 'written'));
    return may ?? true;
  }

  async settled(ms: number): Promise<void> {
    let cancel = (): void => {};
    const impatience = new Promise<void>((resolve) => (cancel = this.parts.clock.after(ms, resolve)));
    await Promise.race([this.keeping, impatience]);
    cancel();
  }

  async end(): Promise<void> {
    this.isEnded = true;
    this.cancelLook();
    this.wake();
    await this.parts.lease.release();
  }

  /**
   * Waits until this process has the lease, or there is news that makes it needless.
   *
   * @throws RedisError
   */
  private async untilTurn(take: (news: RefreshNews) => Promise<Taken>): Promise<RefreshOutcome | undefined> {
    const { lease, clock } = this.parts;
    const waitUntil = clock.monotonic() + LONGEST_HOLD_MS;
    while (!this.isEnded) {
      const isOurs = await lease.take();
      const outcome = await this.takeNews(take);
      if (outcome && isOurs) await lease.release();
      if (outcome || isOurs) return outcome;
      if (clock.monotonic() > waitUntil)
        throw new RedisError('somebody holds the lease for longer than anybody may', 'refused');
      await this.nextMessage();
    }
    return undefined;
  }

  private async takeNews(take: (news: RefreshNews) => Promise<Taken>): Promise<RefreshOutcome | undefined> {
    const told = await this.parts.news.unseen();
    return told && this.done(told, await take(told.news));
  }

  /** News count as seen once they are taken: a Redis that is away just then is asked again. */
  private done(told: Told, taken: Taken): RefreshOutcome | undefined {
    if (taken === 'missing') this.parts.news.missed(told);
    else this.parts.news.saw(told);
    return taken === 'missing' || taken === 'known' ? undefined : taken;
  }

  private nextMessage(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.after(LOOK_EVERY_MS, resolve);
      this.wake = () => {
        cancel();
        resolve();
      };
    });
  }

  private lookLater(): void {
    this.cancelLook = this.parts.clock.after(LOOK_EVERY_MS, () => {
      this.parts.link.follow();
      void this.look().then(() => {
        if (!this.isEnded) this.lookLater();
      });
    });
  }

  /** Finds news, and passes them on. Never rejects. */
  private look(): Promise<void> {
    this.looking ??= this.findNews()
      .catch((error: unknown) => this.note(error, 'heard'))
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async findNews(): Promise<void> {
    // whether what others tell is binding is known when what was brought here is kept, or is not
    if (this.isKeeping) return;
    const { news, shared, health } = this.parts;
    const found = await news.find();
    health.worked('heard');
    const { told, stored } = found;
    if (told && news.isNew(told)) this.pass(told);
    const own = this.listener?.held();
    if (stored && !own) this.restore();
    if (own && !this.isOverruled && shared.lacks(own, found)) await shared.seed(own);
  }

  private pass(told: Told): void {
    const isBinding = this.isOverruled;
    const taking = this.listener?.hear(told.news, isBinding);
    if (!taking) return;
    this.isOverruled = false;
    void taking.then((taken) => {
      this.done(told, taken);
      if (taken === 'missing') this.isOverruled ||= isBinding;
    });
  }

  /** For a process that was started while Redis was away, and has found no other list since. */
  private restore(): void {
    const now = this.parts.clock.monotonic();
    if (now >= this.restoreAt && this.listener?.restore()) this.restoreAt = now + RESTORE_EVERY_MS;
  }

  /** A Redis that refuses is told of in the log; one that is away was told of by its link. */
  private note(thrown: unknown, use: 'written' | 'heard'): undefined {
    const error = RedisError.of(thrown);
    if (error.kind === 'refused') this.parts.health.failed(use, error.reason);
  }
}
