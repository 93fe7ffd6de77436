import type { Cache } from 'cache-manager';

import type { Image } from '../domain/image.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import { CatalogSnapshot } from './catalog-snapshot.js';
import type { HeldCatalog } from './current-catalog.js';
import { prepareCatalog } from './prepare/prepare-catalog.js';
import { prepareRows } from './prepare/prepare-rows.js';
import { decodeStoredCatalog, STORED_FORMAT, type StoredCatalog } from './stored-catalog.js';

/**
 * Keeps the last good catalogue where `CACHE_URL` says, and finds it again at the next start.
 *
 * It is never on the path of a request, and its failures never stop a refresh: they are a line in the log.
 */
export class SnapshotStore {
  private readonly key: string;

  constructor(
    private readonly cache: Cache,
    sourceId: string,
    private readonly keepForMs: number,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.key = `catalog:${STORED_FORMAT}:${sourceId}`;
  }

  /** Stores in the background. */
  save({ snapshot, confirmedAtWall, skipped }: HeldCatalog): void {
    const stored: StoredCatalog = {
      format: STORED_FORMAT,
      confirmedAt: confirmedAtWall,
      changedAt: snapshot.changedAt,
      skipped,
      images: imagesOf(snapshot),
    };
    this.cache
      .set(this.key, stored, this.keepForMs)
      .catch((error: unknown) => this.complain('written', error));
  }

  /** The stored catalogue with the age it has by now; `undefined` where there is none that can be used. */
  async load(): Promise<HeldCatalog | undefined> {
    const value: unknown = await this.cache
      .get(this.key)
      .catch((error: unknown) => this.complain('read', error));
    if (value === undefined || value === null) return undefined;
    const stored = decodeStoredCatalog(value);
    if (!stored) {
      this.log.warn('stored catalogue refused: it is not of the expected form');
      return undefined;
    }
    const ageMs = Math.max(0, this.clock.now() - stored.confirmedAt);
    return {
      snapshot: new CatalogSnapshot(prepareCatalog(prepareRows(stored.images)), stored.changedAt),
      confirmedAt: this.clock.monotonic() - ageMs,
      confirmedAtWall: stored.confirmedAt,
      skipped: stored.skipped,
    };
  }

  private complain(what: string, error: unknown): undefined {
    this.log.error(`stored catalogue cannot be ${what}`, {
      reason: error instanceof Error ? error.name : 'unknown',
    });
  }
}

function imagesOf(snapshot: CatalogSnapshot): Image[] {
  // written by `prepareRows`
  return JSON.parse(Buffer.from(snapshot.jsonBytes).toString()) as Image[];
}
