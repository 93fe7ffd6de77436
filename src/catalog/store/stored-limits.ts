import { constants } from 'node:buffer';

import type { UpstreamConfig } from '../../config/app-config.js';

/** Our line of JSON, and what compressing adds where it does not help. */
const BEYOND_IMAGES_BYTES = 64 * 1024;

/** An image with all texts of it empty has some 600 bytes. */
const BARE_IMAGE_BYTES = 1024;

/** How large a stored catalogue may be; of a larger one nothing is used. */
export interface StoredLimits {
  /** Of all that is stored, as it is stored. */
  readonly maxBytes: number;
  /** Of the images as JSON. */
  readonly maxImagesBytes: number;
}

/**
 * No list that the settings allow is larger: a text of the upstream stands in an image twice at most, as the
 * `description` and in the `properties`, for example.
 */
export function storedLimits({ maxListingBytes, maxImages }: UpstreamConfig): StoredLimits {
  const wanted = 2 * maxListingBytes + BARE_IMAGE_BYTES * maxImages;
  const maxImagesBytes = Math.min(wanted, constants.MAX_LENGTH - BEYOND_IMAGES_BYTES);
  return { maxImagesBytes, maxBytes: maxImagesBytes + BEYOND_IMAGES_BYTES };
}
