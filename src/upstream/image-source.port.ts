import type { Image } from '../domain/image.js';

/** One complete listing of an upstream. */
export interface ImageListing {
  /** Every usable image, each id once, in the order of the upstream. */
  readonly images: readonly Image[];
  /** How many rows could not be used as an image at all (no usable id, not an object). */
  readonly skipped: number;
  /** How many fields were there but unreadable, and are served as `null` or their default. */
  readonly unreadable: number;
}

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
   * Reads the whole list, following the upstream's pages to the end.
   *
   * All or nothing: half a list would look like deletions to whoever compares two catalogues.
   *
   * @param signal ends the read, at shutdown; the promise then rejects like any other failure.
   * @throws UpstreamError, and nothing else.
   */
  abstract listAll(signal: AbortSignal): Promise<ImageListing>;
}
