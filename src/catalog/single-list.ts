import { CatalogSnapshot } from './catalog-snapshot.js';
import type { RefreshedSource } from './refreshed-source.js';
import { Served, type ServedCatalog } from './served-catalog.js';

/** Serves the list of the only source as it is, in the step in which it is replaced. */
export function serveAlone(source: RefreshedSource, served: ServedCatalog): void {
  source.current.watch(() => {
    const held = source.current.last();
    if (!held) return;
    const { snapshot, confirmedAt, confirmedAtWall, skipped } = held;
    // its workshop makes nothing else
    if (!(snapshot instanceof CatalogSnapshot))
      throw new Error('the list of the only source cannot be asked');
    served.replace(new Served(snapshot, [{ source, confirmedAt, confirmedAtWall, skipped }], [source]));
  });
}
