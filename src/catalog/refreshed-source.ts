import type { Cache } from 'cache-manager';

import type { CacheConfig, UpstreamConfig } from '../config/app-config.js';
import type { Clock } from '../observability/clock.js';
import type { ImageSource } from '../upstream/image-source.port.js';
import { CatalogRefresher } from './catalog.refresher.js';
import type { CatalogSource, Confirmation } from './catalog-source.js';
import { configuredSource } from './configured-source.js';
import { CurrentCatalog } from './current-catalog.js';
import { OwnListing } from './own-listing.js';
import { RefreshOutlook } from './refresh-outlook.js';
import type { RefreshReport } from './refresh-report.js';
import { YIELD_MS } from './refresh-schedule.js';
import { NewsDesk } from './replicas/news-desk.js';
import { replicasOf } from './replicas/replicas-of.js';
import type { Replicas } from './replicas/replicas.port.js';
import { SnapshotStore } from './snapshot.store.js';
import { beginWithStored } from './stored-age.js';
import type { RedisShare } from './store/redis-share.js';
import type { UseHealth } from './store/store-health.js';
import type { Workshop } from './workshop.port.js';

/** What a source is brought up to date with. */
export interface SourceParts {
  readonly upstream: UpstreamConfig;
  readonly images: ImageSource;
  readonly cache: Cache;
  readonly config: CacheConfig;
  /** Its name in the store; see `catalogKey`. */
  readonly key: string;
  readonly redis: RedisShare | undefined;
  readonly health: UseHealth;
  readonly workshop: Workshop;
  readonly clock: Clock;
  readonly report: (report: RefreshReport) => void;
  /** When the content that callers see changed last. */
  readonly lastChange: () => number | undefined;
  /** Resolves when it is noted what led to the content that callers see. */
  readonly recorded: () => Promise<void>;
}

/**
 * One configured source with all that brings its list up to date: its own timer, cooldown, doubt, store and replicas.
 * Nothing of another source is ever waited for.
 */
export class RefreshedSource implements CatalogSource {
  readonly id: string;
  readonly api: string;
  readonly rules: CatalogSource['rules'];
  readonly patienceMs: number;
  readonly current: CurrentCatalog;
  readonly refresher: CatalogRefresher;
  private readonly store: SnapshotStore;
  private readonly replicas: Replicas;
  private readonly clock: Clock;
  private endJudging = (): void => {};

  constructor(parts: SourceParts) {
    const { upstream, images, cache, key, redis, health, workshop, clock, report } = parts;
    const { id, api, rules, patienceMs } = configuredSource(upstream);
    this.id = id;
    this.api = api;
    this.rules = rules;
    this.patienceMs = patienceMs;
    this.clock = clock;
    this.current = new CurrentCatalog(upstream, clock);
    this.store = new SnapshotStore(cache, key, upstream, workshop, clock, health, parts.recorded);
    this.replicas = replicasOf(redis, this.store, health, upstream, clock);
    const { current, store, replicas } = this;
    const outlook = new RefreshOutlook(clock, redis ? YIELD_MS : 0);
    const listing = new OwnListing(images, workshop, current, outlook, clock, parts.lastChange);
    const desk = new NewsDesk(current, outlook, store, clock);
    const config = { keepWarm: parts.config.keepWarm, freshForMs: upstream.freshForMs };
    this.refresher = new CatalogRefresher({
      listing,
      replicas,
      desk,
      outlook,
      current,
      config,
      clock,
      report,
    });
  }

  readonly last = (): Confirmation | undefined => this.current.last();

  /** Begins with what is stored, or what other replicas have told. Fetches nothing. */
  async load(): Promise<void> {
    await this.replicas.open();
    const stored = await this.store.load();
    if (stored) this.endJudging = beginWithStored(stored, this.current, this.clock);
    await this.replicas.listen(this.refresher);
  }

  /** Begins a first fetch. Resolves before that has ended. */
  start(): Promise<void> {
    return this.refresher.start();
  }

  /** Waits, at most `ms`, until what was to be stored is stored. */
  settled(ms: number): Promise<void> {
    return this.replicas.settled(ms);
  }

  async stop(): Promise<void> {
    this.endJudging();
    this.refresher.stop();
    await this.replicas.end();
  }
}
