import type { UpstreamFailure } from '../../upstream/upstream.errors.js';

/**
 * What a replica has found out about the upstream. Times are those of this process's monotonic clock, whoever has
 * found it out: replicas tell each other how long ago it was, so that their wall clocks may say what they like.
 */
export type RefreshNews =
  | { readonly kind: 'confirmed'; readonly list: ToldList }
  | {
      readonly kind: 'doubted';
      readonly at: number;
      readonly coolUntil: number;
      readonly list?: ToldList | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly failure: UpstreamFailure;
      /** Our own words, as they stand in the log. */
      readonly reason: string;
      readonly at: number;
      /** How many refreshes in a row have failed. */
      readonly failures: number;
      readonly coolUntil: number;
      readonly list?: ToldList | undefined;
    };

/** The catalogue that a replica holds, whatever came of its last refresh. */
export interface ToldList {
  readonly version: string;
  readonly confirmedAt: number;
  /** Wall clock, because callers see it. */
  readonly changedAt: number;
  readonly skipped: number;
}

/** When it happened. */
export function momentOf(news: RefreshNews): number {
  return news.kind === 'confirmed' ? news.list.confirmedAt : news.at;
}
