import type { CatalogView } from '../catalog/catalog-view.js';
import type { FacetQuery } from '../catalog/facets.js';

/** Counts what matches, and writes the counts as JSON in UTF-8. */
export function presentFacets(catalog: CatalogView, query: FacetQuery): Buffer {
  const { total, counts } = catalog.facets(query);
  const { version } = catalog;
  return Buffer.from(JSON.stringify({ total, facets: Object.fromEntries(counts), catalog: { version } }));
}
