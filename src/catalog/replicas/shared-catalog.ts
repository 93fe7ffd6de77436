import type { Clock } from '../../observability/clock.js';
import type { RedisLease } from '../../redis/redis-lease.js';
import type { HeldCatalog } from '../current-catalog.js';
import type { SnapshotStore } from '../snapshot.store.js';
import { momentOf } from './refresh-news.js';
import type { OwnRefresh } from './replicas.port.js';
import type { Found, ToldNews } from './told-news.js';

/** A Redis that has lost the catalogue is given it again at most so often: it may not be able to keep it. */
const SEED_EVERY_MS = 10_000;

/** Puts what this process has found out where the other replicas find it. */
export class SharedCatalog {
  private seededAt = -Infinity;

  /** @param leastLeftMs a catalogue that Redis keeps for no longer is stored again, though it is still the same */
  constructor(
    private readonly lease: RedisLease,
    private readonly news: ToldNews,
    private readonly store: SnapshotStore,
    private readonly leastLeftMs: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores what a refresh has brought, tells the others, and gives the lease back.
   *
   * @param startedAt when the refresh began, monotonic; what others have told since is newer, and stays
   * @returns false when the lease was lost meanwhile: then what others tell is newer, whenever they say it was
   * @throws RedisError
   */
  async keep({ news, held }: OwnRefresh, startedAt: number): Promise<boolean> {
    try {
      if (!news || !(await this.hasTurn(startedAt))) return true;
      // what is not stored is not told of: nobody could take it over
      if (held && !(await this.isStored(held)) && !(await this.store.save(held))) return !this.lease.isLost;
      await this.news.tell(news);
      return !this.lease.isLost;
    } finally {
      await this.lease.release();
    }
  }

  /**
   * Whether Redis lacks the catalogue that this process holds: it has none that could be read, or not the one that was
   * told of, or it has come back with what it had saved long ago.
   */
  lacks({ held }: OwnRefresh, { told, stored }: Found): boolean {
    if (!held) return false;
    if (!told || !stored) return true;
    const { version } = held.snapshot;
    if (stored.version === version) return false;
    const { list } = told.news;
    const isLater = list ? list.confirmedAt < held.confirmedAt : stored.confirmedAt < held.confirmedAtWall;
    return isLater || list?.version === version;
  }

  /**
   * Gives a Redis that lacks the catalogue the one that this process holds.
   *
   * @throws RedisError
   */
  async seed(own: OwnRefresh): Promise<void> {
    if (this.lease.isHeld || this.clock.monotonic() - this.seededAt < SEED_EVERY_MS) return;
    this.seededAt = this.clock.monotonic();
    if (!(await this.lease.take())) return;
    try {
      // another replica may have stored and told of something since the look
      if (this.lacks(own, await this.news.find())) await this.keep(own, -Infinity);
    } finally {
      await this.lease.release();
    }
  }

  /** Whether the lease is held, or can be taken now because Redis was away before and nobody has told of anything. */
  private async hasTurn(startedAt: number): Promise<boolean> {
    if (this.lease.isHeld) return true;
    if (!(await this.lease.take())) return false;
    const { told } = await this.news.find();
    return !told || momentOf(told.news) < startedAt;
  }

  private async isStored({ snapshot }: HeldCatalog): Promise<boolean> {
    const { stored } = await this.news.find();
    return stored?.version === snapshot.version && stored.leftMs > this.leastLeftMs;
  }
}
