import type { UpstreamFailure } from '../upstream/upstream.errors.js';
import type { CatalogSource } from './catalog-source.js';
import type { Part, Seen } from './served-catalog.js';

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

/**
 * How sources do, and the catalogue that is made of their lists.
 *
 * @param sources that may be told of
 * @param seen what of it may be seen
 * @param parts its lists that may be served; there is a catalogue if there is one
 * @param now monotonic
 */
export function statusOf(
  sources: readonly CatalogSource[],
  seen: Seen | undefined,
  parts: readonly Part[],
  now: number,
): CatalogStatus {
  const catalog = parts.length > 0 ? seen?.catalog : undefined;
  const each = sources.map((source) => {
    const part = parts.find((one) => one.source === source);
    const figures = part && seen ? figuresOf(part, seen) : { count: 0, skipped: 0 };
    return sourceStatus(source, part, figures, now);
  });
  return {
    version: catalog?.version ?? null,
    count: catalog?.count ?? 0,
    skipped: each.reduce((total, { skipped }) => total + skipped, 0),
    sources: each,
  };
}

function sourceStatus(
  source: CatalogSource,
  part: Part | undefined,
  { count, skipped }: Pick<SourceStatus, 'count' | 'skipped'>,
  now: number,
): SourceStatus {
  const last = source.last();
  const { lastFailure } = source.refresher;
  return {
    id: source.id,
    api: source.api,
    state: part ? stateOf(part, now) : 'missing',
    count,
    skipped,
    lastSuccessAt: last ? new Date(last.confirmedAtWall).toISOString() : null,
    ageSeconds: last ? Math.floor(Math.max(0, now - last.confirmedAt) / 1_000) : null,
    lastFailure: lastFailure
      ? { class: lastFailure.error.failure, at: new Date(lastFailure.at).toISOString() }
      : null,
  };
}

/** A catalogue of one list has no other images. */
function figuresOf(
  { source, skipped }: Part,
  { catalog, parts }: Seen,
): Pick<SourceStatus, 'count' | 'skipped'> {
  const count = parts.length === 1 ? catalog.count : catalog.countOf(source.id);
  return { count, skipped: catalog.view.visibility ? 0 : skipped };
}

function stateOf({ confirmedAt, source }: Part, now: number): 'ok' | 'stale' {
  return Math.max(0, now - confirmedAt) < source.rules.freshForMs ? 'ok' : 'stale';
}
