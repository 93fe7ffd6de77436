import type { UpstreamFailure } from '../upstream/upstream.errors.js';

/** How one source does. */
export interface SourceStatus {
  readonly id: string;
  readonly api: string;
  /** `ok`: fresh; `stale`: served although its freshness is over; `missing`: nothing of it can be served. */
  readonly state: 'ok' | 'stale' | 'missing';
  readonly count: number;
  readonly skipped: number;
  /** RFC 3339. */
  readonly lastSuccessAt: string | null;
  readonly ageSeconds: number | null;
  /** `null` once a refresh has succeeded again. */
  readonly lastFailure: { readonly class: UpstreamFailure; readonly at: string } | null;
}

/** What `GET /v1/catalog` tells; `version` is `null` without a catalogue. */
export interface CatalogStatus {
  readonly version: string | null;
  readonly count: number;
  readonly skipped: number;
  readonly sources: readonly SourceStatus[];
}
