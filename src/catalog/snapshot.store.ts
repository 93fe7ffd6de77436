import type { Cache } from 'cache-manager';

import { errorCode } from '../config/error-code.js';
import type { Clock } from '../observability/clock.js';
import { RedisError } from '../redis/redis-error.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import type { HeldCatalog } from './current-catalog.js';
import type { FreshnessRules } from './freshness.js';
import { asRestored } from './later-masking.js';
import { pastMoment } from './moments.js';
import { agedByWallClock } from './stored-age.js';
import { decodeStoredCatalog, STORED_FORMAT, type StoredCatalog } from './stored-catalog.js';
import type { UseHealth } from './store/store-health.js';
import { DamagedFileError } from './store/stored-file.js';
import type { RestoredCatalog, Workshop } from './workshop.port.js';

interface Restored {
  readonly catalog: RestoredCatalog;
  readonly maskedSecrets: number;
}

/** A start waits so long for the store. */
const LONGEST_READ_MS = 10_000;

/**
 * Keeps the last good catalogue where `CACHE_URL` says, and finds it again at the next start.
 *
 * It is never on the path of a request, and its failures never stop a refresh: they are a line in the log. The
 * images are handed to the store as the bytes that the catalogue has anyway, so that storing costs no memory and no
 * time where the store keeps them as they are.
 */
export class SnapshotStore {
  private saving: Promise<unknown> = Promise.resolve();

  private readonly keepForMs: number;

  /**
   * @param key see `catalogKey`
   * @param recorded resolves when what is to be stored with a list, or before it, is
   */
  constructor(
    private readonly cache: Cache,
    private readonly key: string,
    rules: FreshnessRules,
    private readonly workshop: Workshop,
    private readonly clock: Clock,
    private readonly health: UseHealth,
    private readonly recorded: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.keepForMs = 2 * storedForMs(rules);
    // the library answers a failed reading as if there were nothing
    const readings = cache.on('get', ({ key: asked, error }) => {
      if (asked === key && error !== undefined) this.complain('read', error);
    });
    // each of the sources listens; Node would take more than ten for a leak
    readings.setMaxListeners(0);
  }

  /** @returns whether it is stored; never rejects */
  save({ snapshot, confirmedAtWall, skipped }: HeldCatalog): Promise<boolean> {
    const stored: StoredCatalog = {
      format: STORED_FORMAT,
      confirmedAt: confirmedAtWall,
      changedAt: snapshot.changedAt,
      skipped,
      version: snapshot.version,
      images: snapshot.jsonBytes,
    };
    const storing = this.recorded().then(() => this.cache.set(this.key, stored, this.keepForMs));
    const saved = storing.then(
      () => {
        this.health.worked('written');
        return true;
      },
      (error: unknown) => {
        this.complain('written', error);
        return false;
      },
    );
    this.saving = saved;
    return saved;
  }

  /** Waits until what was to be stored is stored, or could not be; at most `ms`. */
  async settled(ms: number): Promise<void> {
    let cancel = (): void => {};
    const impatience = new Promise<void>((resolve) => (cancel = this.clock.after(ms, resolve)));
    await Promise.race([this.saving, impatience]);
    cancel();
  }

  /** The stored catalogue with the age it has by now; `undefined` where there is none that can be used. */
  async load(): Promise<HeldCatalog | undefined> {
    const value = await this.read();
    if (value === undefined || value === null) return undefined;
    const decoded = decodeStoredCatalog(value);
    if (!decoded) {
      this.health.failed('read', 'it is not of the expected form');
      return undefined;
    }
    const restored = await this.restore(decoded.images);
    if (!restored) return undefined;
    this.health.worked('read');
    const now = this.clock.now();
    const facts = {
      confirmedAt: this.clock.monotonic(),
      confirmedAtWall: pastMoment(decoded.confirmedAt, now),
      skipped: decoded.skipped,
      changedAt: pastMoment(decoded.changedAt, now),
    };
    const held = asRestored(facts, restored.catalog, restored.maskedSecrets, now);
    return agedByWallClock(held, this.clock);
  }

  /** What the store has, or nothing once its time is over: a start does not wait for a store that hangs. */
  private read(): Promise<unknown> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(LONGEST_READ_MS, () => {
        this.health.failed('read', `no answer within ${LONGEST_READ_MS} ms`);
        resolve(undefined);
      });
      void this.cache.get(this.key).then((value: unknown) => {
        cancel();
        resolve(value);
      });
    });
  }

  /** The workshop gets a copy: what is stored may be the bytes of a catalogue that is served. */
  private async restore(images: Uint8Array): Promise<Restored | undefined> {
    const bench = this.workshop.open();
    try {
      const catalog = await bench.restore(new Uint8Array(images));
      return { catalog, maskedSecrets: bench.maskedSecrets };
    } catch (error) {
      return this.complain('read', error);
    } finally {
      bench.close();
    }
  }

  /** A Redis that is away was told of by its link, and that another replica has taken over is no fault. */
  private complain(use: 'read' | 'written', error: unknown): undefined {
    if (error instanceof RedisError && (error.kind === 'away' || error.kind === 'fenced')) return;
    const isOurs =
      error instanceof DamagedFileError || error instanceof RedisError || error instanceof UpstreamError;
    this.health.failed(use, isOurs ? error.message : errorCode(error));
  }
}

/** How long a catalogue that is not confirmed again can be of use; a store keeps it twice as long. */
export function storedForMs({ freshForMs, staleForMs }: FreshnessRules): number {
  return freshForMs + staleForMs;
}
