import { UPSTREAM_FAILURES, type UpstreamFailure } from '../../upstream/upstream.errors.js';

/**
 * What became of a refresh, as one replica tells the others. Times are milliseconds of the wall clock since 1970:
 * replicas keep theirs within a second of each other, as everybody does who compares logs.
 */
export type RefreshNews =
  | {
      readonly kind: 'confirmed';
      readonly version: string;
      readonly confirmedAt: number;
      readonly changedAt: number;
      readonly skipped: number;
    }
  | { readonly kind: 'doubted'; readonly at: number; readonly until: number }
  | {
      readonly kind: 'failed';
      readonly failure: UpstreamFailure;
      /** Our own words, as they stand in the log. */
      readonly reason: string;
      readonly at: number;
      /** How many refreshes in a row have failed. */
      readonly failures: number;
      /** The end of the cooldown. */
      readonly until: number;
    };

/** When it happened. */
export function momentOf(news: RefreshNews): number {
  return news.kind === 'confirmed' ? news.confirmedAt : news.at;
}

/** One telling; each has its own id. */
export interface Told {
  readonly id: string;
  readonly news: RefreshNews;
}

const LONGEST_REASON = 300;

/** Reads what another replica has told, with the mistrust that an upstream's answer gets. */
export function decodeTold(text: string): Told | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isText(value['id']) || !isRecord(value['news'])) return undefined;
  const news = decodeNews(value['news']);
  return news && { id: value['id'], news };
}

function decodeNews(value: Readonly<Record<string, unknown>>): RefreshNews | undefined {
  const { kind, version, confirmedAt, changedAt, skipped, at, until, failure, reason, failures } = value;
  if (kind === 'confirmed')
    return isText(version) && isCount(confirmedAt) && isCount(changedAt) && isCount(skipped)
      ? { kind, version, confirmedAt, changedAt, skipped }
      : undefined;
  if (!isCount(at) || !isCount(until)) return undefined;
  if (kind === 'doubted') return { kind, at, until };
  const known = UPSTREAM_FAILURES.find((one) => one === failure);
  if (kind !== 'failed' || !known || !isText(reason) || !isCount(failures) || failures === 0)
    return undefined;
  return { kind, failure: known, reason, at, failures, until };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_REASON;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
