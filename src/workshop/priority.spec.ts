import { createCache } from 'cache-manager';

import { ManualClock } from '../../test/support/manual-clock.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import { CatalogRefresher } from '../catalog/catalog.refresher.js';
import { CurrentCatalog } from '../catalog/current-catalog.js';
import { OwnListing } from '../catalog/own-listing.js';
import { RefreshOutlook } from '../catalog/refresh-outlook.js';
import { Alone } from '../catalog/replicas/alone.js';
import { NewsDesk } from '../catalog/replicas/news-desk.js';
import { memoryStore } from '../catalog/store/memory-store.js';
import { StoreHealth } from '../catalog/store/store-health.js';
import { SnapshotStore } from '../catalog/snapshot.store.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ImageSource } from '../upstream/image-source.port.js';
import type { ListingReader, ListingSummary } from '../upstream/listing-reader.port.js';
import { InPlaceRunner } from './in-place.runner.js';
import { TaskBench } from './task-bench.js';
import { Work } from './work.js';

const CONFIG = {
  store: { kind: 'memory' },
  freshForMs: 60_000,
  staleForMs: 60_000,
  keepWarm: false,
} as const;

/** An upstream without images. */
class EmptySource extends ImageSource {
  readonly id = 'default';
  readonly api = 'toast-v1';

  async listAll(reader: ListingReader): Promise<ListingSummary> {
    await reader.begin();
    return reader.finish();
  }
}

it('is low for a refresh while a list can be served, and only then', async () => {
  const clock = new ManualClock();
  const current = new CurrentCatalog(CONFIG, clock);
  const inBackground: (boolean | undefined)[] = [];
  const workshop = {
    open: (signal?: AbortSignal, background?: boolean): TaskBench => {
      inBackground.push(background);
      const work = new Work(SOME_RULES);
      return new TaskBench(new InPlaceRunner(work), new KnownSecrets(), signal);
    },
  };
  const log = new Log('silent', (text) => text, { write: () => {} });
  const health = new StoreHealth(log, new Metrics(() => 0));
  const cache = createCache({ stores: [memoryStore()] });
  const store = new SnapshotStore(cache, 'catalog', CONFIG, workshop, clock, health);
  const outlook = new RefreshOutlook(clock);
  const refresher = new CatalogRefresher({
    listing: new OwnListing(new EmptySource(), workshop, current, outlook, clock),
    replicas: new Alone(store),
    desk: new NewsDesk(current, outlook, store, clock),
    outlook,
    current,
    config: CONFIG,
    clock,
    report: () => {},
  });
  await refresher.refresh();
  clock.advance(60_000);
  await refresher.refresh();
  clock.advance(120_000);
  await refresher.refresh();
  expect(inBackground).toEqual([false, true, false]);
});
