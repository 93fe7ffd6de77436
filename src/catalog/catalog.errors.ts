import type { UpstreamFailure } from '../upstream/upstream.errors.js';

/** There is no catalogue that may be served, and this is why; `UpstreamFailure` where a read failed. */
export type NoCatalogReason = UpstreamFailure | 'NOT_READY' | 'DRAINING';

/** Thrown to a request that cannot be answered from a catalogue, rather than answering with an empty list. */
export class NoCatalogError extends Error {
  override readonly name = 'NoCatalogError';

  /** @param retryAfterMs when the next try can have another result */
  constructor(
    readonly reason: NoCatalogReason,
    readonly retryAfterMs: number,
    /** The upstream's list is larger than we read. */
    readonly isTooLarge = false,
  ) {
    super(`there is no catalogue: ${reason}`);
  }
}
