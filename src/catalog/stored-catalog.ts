import { isMoment } from './moments.js';

/** Raised whenever what is stored changes its form; another format is not read. */
export const STORED_FORMAT = 3;

/** A catalogue as it is stored. */
export interface StoredCatalog {
  readonly format: typeof STORED_FORMAT;
  /** Wall clock, milliseconds since 1970, as are all times here. */
  readonly confirmedAt: number;
  readonly changedAt: number;
  readonly skipped: number;
  /** Of the images, for who looks at a store without reading them; who reads them computes it, and does not believe it. */
  readonly version?: string;
  /** The images as a JSON list in UTF-8; bytes, so that nobody who stores them has to look at each image. */
  readonly images: Uint8Array;
}

/**
 * Reads what a store gave back, with the mistrust that an upstream's answer gets; the images themselves are for
 * `decodeStoredImages`.
 *
 * @returns `undefined` for anything that this version would not have stored; nothing of it is used then
 */
export function decodeStoredCatalog(value: unknown): StoredCatalog | undefined {
  if (!isRecord(value) || value['format'] !== STORED_FORMAT) return undefined;
  const { confirmedAt, changedAt, skipped, images } = value;
  if (!isMoment(confirmedAt) || !isMoment(changedAt) || !isCount(skipped)) return undefined;
  if (!(images instanceof Uint8Array)) return undefined;
  return { format: STORED_FORMAT, confirmedAt, changedAt, skipped, images };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
