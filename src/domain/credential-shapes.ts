/** Begins every key that we make, so that scanners of source code and logs know one when they see it. */
export const KEY_PREFIX = 'igw_';
/** Random; in base64url, 43 characters. */
export const KEY_BYTES = 32;

const KEY_LENGTH = Math.ceil((KEY_BYTES * 4) / 3);

/** Keys of ours, and signed tokens: their header is JSON, which in base64url begins like this (RFC 7515, 3.1). */
const SHAPES = new RegExp(`${KEY_PREFIX}[\\w-]{${KEY_LENGTH}}|eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*`, 'g');

/**
 * The text with `***` in place of whatever looks like a caller's credential: callers put them where they do not
 * belong, and we know only digests of most. Keys that others have made look like anything else.
 */
export function withoutCredentials(text: string): string {
  return text.replace(SHAPES, '***');
}
