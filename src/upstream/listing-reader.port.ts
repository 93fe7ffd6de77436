import type { BodySegments } from './http/read-body.js';

/** One page of a list as it came, not yet looked at. */
export interface PageBody {
  readonly contentType: string | undefined;
  /** Moved away from the caller where it is read in another thread. */
  readonly body: BodySegments;
  /** What the upstream asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** What has to be known of a page to ask for the next one. */
export interface PageFacts {
  readonly rows: number;
  /** How many ids of this page were new, those that no image can have included. */
  readonly added: number;
  /** The id after which the next page begins, as the upstream wrote it; `undefined` when no row has one. */
  readonly marker: string | undefined;
}

/** What a list may be at most; of a larger one nothing is used. */
export interface ListingLimits {
  readonly maxImages: number;
  /** Of all decoded pages together. */
  readonly maxListingBytes: number;
}

/** What a complete list was; the images themselves stay where they were read. */
export interface ListingSummary {
  /** How many usable images there are, each id once. */
  readonly count: number;
  /** How many rows could not be used as an image at all (no usable id, not an object). */
  readonly skipped: number;
  /** How many fields were there but unreadable, and are served as `null` or their default. */
  readonly unreadable: number;
}

/**
 * Reads and gathers the pages of one listing, away from whoever fetches them: the work of a large one takes
 * seconds, and nobody's request may wait for that.
 */
export interface ListingReader {
  /** Begins a listing, and forgets the pages that were added before. */
  begin(): Promise<void>;

  /**
   * @throws UpstreamError what the answer says of a failure, or `UPSTREAM_INVALID` where it cannot be used or the
   *   listing does not end. The page does not count then.
   */
  add(page: PageBody): Promise<PageFacts>;

  /**
   * Ends the listing; no page may be added after that.
   *
   * @throws UpstreamError `UPSTREAM_INVALID` when there were rows and none was an image: that is no empty list
   */
  finish(): Promise<ListingSummary>;
}
