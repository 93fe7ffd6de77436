import type { ListingReader, ListingSummary } from './listing-reader.port.js';

/**
 * Where images come from. Each upstream API is one implementation; nothing outside `upstream/` may know
 * which one is running.
 */
export abstract class ImageSource {
  /** The configured id: the `source` of each image it lists. */
  abstract readonly id: string;

  /** The API it speaks, such as `toast-v1`, for logs and `GET /v1/catalog`. */
  abstract readonly api: string;

  /**
   * Fetches the whole list, following the upstream's pages to the end, and has it read by `reader`.
   *
   * All or nothing: half a list would look like deletions to whoever compares two catalogues.
   *
   * @param signal ends the read, at shutdown; the promise then rejects like any other failure.
   * @throws UpstreamError, and nothing else.
   */
  abstract listAll(reader: ListingReader, signal: AbortSignal): Promise<ListingSummary>;
}
