import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';

import { decodeStoredCatalog, type StoredCatalog } from '../stored-catalog.js';
import type { StoredLimits } from './stored-limits.js';

/**
 * A catalogue in the envelope that Keyv has for it. The time at which Keyv would forget it is not kept: by a wall clock
 * that is wrong for a moment Keyv deletes what it reads. How old a catalogue is, is judged by whoever has read it.
 */
export interface StoredEntry {
  readonly value: StoredCatalog;
}

/** What stands in a file that is none of ours, too large, cut off or changed; the reason holds nothing of it. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

const NEWLINE = 0x0a;
/** Our own heads have some 200 bytes. */
export const LONGEST_HEAD = 4_096;

const zip = promisify<Uint8Array, object, Buffer>(gzip);
const unzip = promisify<Uint8Array, object, Buffer>(gunzip);

/**
 * A stored catalogue as the bytes of a file: one line of JSON, then the images, compressed. The line holds the size
 * of both forms of the images and a checksum of everything, so that any change of any byte is noticed.
 */
export async function encodeEntry({ value }: StoredEntry): Promise<Buffer> {
  const { images, ...facts } = value;
  const body = await zip(images, { level: constants.Z_BEST_SPEED });
  const head = { ...facts, imagesSize: images.length, bodySize: body.length };
  const line = JSON.stringify({ ...head, sha256: checksum(head, body) });
  return Buffer.concat([Buffer.from(`${line}\n`), body]);
}

/**
 * Reads what `encodeEntry` wrote.
 *
 * @throws DamagedFileError for anything else, another format included, and for what is larger than `limits`
 */
export async function decodeEntry(bytes: Buffer, limits: StoredLimits): Promise<StoredEntry> {
  checkStart(bytes.subarray(0, LONGEST_HEAD), bytes.length, limits);
  const { end, head, imagesSize } = headOf(bytes);
  const { sha256, ...facts } = head;
  const body = bytes.subarray(end + 1);
  if (checksum(facts, body) !== sha256) throw new DamagedFileError('its checksum is wrong');
  const images = await unzip(body, { maxOutputLength: Math.max(1, imagesSize) });
  const value = decodeStoredCatalog({ ...facts, images });
  if (!value) throw new DamagedFileError('it has another format than this version stores');
  return { value };
}

/**
 * Checks what a stored catalogue says of its own size, before more of it is read.
 *
 * @param start its first 4 KiB, or all of it
 * @param size of all of it
 * @throws DamagedFileError
 */
export function checkStart(start: Buffer, size: number, limits: StoredLimits): void {
  checkSize(size, limits);
  const { end, head, imagesSize } = headOf(start);
  if (imagesSize > limits.maxImagesBytes) throw tooLarge(limits.maxImagesBytes);
  if (size - end - 1 !== head['bodySize'])
    throw new DamagedFileError('it was cut off, or something was added to it');
}

/** @throws DamagedFileError when nothing that large is stored */
export function checkSize(size: number, { maxBytes }: StoredLimits): void {
  if (size > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(bytes: number): DamagedFileError {
  return new DamagedFileError(
    `it is larger than UPSTREAM_MAX_LISTING and UPSTREAM_MAX_IMAGES allow (${bytes} bytes)`,
  );
}

interface Head {
  /** Where its line ends. */
  readonly end: number;
  readonly head: Readonly<Record<string, unknown>>;
  /** Of the images as they are decompressed. */
  readonly imagesSize: number;
}

function headOf(start: Buffer): Head {
  const read = readHead(start);
  const imagesSize = read?.head['imagesSize'];
  if (!read || typeof imagesSize !== 'number' || !Number.isSafeInteger(imagesSize))
    throw new DamagedFileError('it does not begin as a stored catalogue does');
  return { end: read.size - 1, head: read.head, imagesSize };
}

/** What the first line says, with the number of its bytes; nothing of it is checked. */
export function readHead(
  bytes: Buffer,
): { readonly head: Readonly<Record<string, unknown>>; readonly size: number } | undefined {
  const end = bytes.subarray(0, LONGEST_HEAD).indexOf(NEWLINE);
  const head = end < 0 ? undefined : parsed(bytes.toString('utf8', 0, end));
  return head && { head, size: end + 1 };
}

/** Of a line of JSON, if it is an object. */
function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function checksum(head: object, body: Uint8Array): string {
  return createHash('sha256').update(JSON.stringify(head)).update('\n').update(body).digest('hex');
}
