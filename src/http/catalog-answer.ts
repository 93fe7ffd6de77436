import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { Freshness } from '../catalog/freshness.js';

/** An answer made from the catalogue: a pure function of its content and the question. */
export interface CatalogAnswer {
  /** JSON. */
  readonly body: string;
  /** The question in its canonical form, as a path with query; equal paths have equal bodies. */
  readonly path: string;
  /** Paths of related pages (RFC 8288). */
  readonly links?: { readonly first: string; readonly prev: string | null; readonly next: string | null };
  readonly snapshot: CatalogSnapshot;
  readonly freshness: Freshness;
}
