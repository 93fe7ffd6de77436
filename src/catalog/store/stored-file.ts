import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, gzip } from 'node:zlib';

import { decodeStoredCatalog, type StoredCatalog } from '../stored-catalog.js';

/**
 * A catalogue in the envelope that Keyv has for it. The time at which Keyv would forget it is not kept: by a wall clock
 * that is wrong for a moment Keyv deletes what it reads. How old a catalogue is, is judged by whoever has read it.
 */
export interface StoredEntry {
  readonly value: StoredCatalog;
}

/** What stands in a file that is none of ours, was cut off, or was changed; the reason holds nothing of it. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

const NEWLINE = 0x0a;
/** Our own heads have some 200 bytes. */
const LONGEST_HEAD = 4_096;

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
 * @throws DamagedFileError for anything else, another format included
 */
export async function decodeEntry(bytes: Buffer): Promise<StoredEntry> {
  const { body, imagesSize, entryOf } = openEntry(bytes);
  return entryOf(await unzip(body, { maxOutputLength: imagesSize }));
}

/**
 * The same, while everything else waits.
 *
 * @throws DamagedFileError as above
 */
export function decodeEntryNow(bytes: Buffer): StoredEntry {
  const { body, imagesSize, entryOf } = openEntry(bytes);
  return entryOf(gunzipSync(body, { maxOutputLength: imagesSize }));
}

interface OpenedEntry {
  /** The images, compressed. */
  readonly body: Buffer;
  /** Of the images as they are decompressed; at least 1. */
  readonly imagesSize: number;
  readonly entryOf: (images: Buffer) => StoredEntry;
}

function openEntry(bytes: Buffer): OpenedEntry {
  const end = bytes.subarray(0, LONGEST_HEAD).indexOf(NEWLINE);
  const head = end < 0 ? undefined : parsed(bytes.toString('utf8', 0, end));
  if (!head) throw new DamagedFileError('it does not begin as a stored catalogue does');
  const { sha256, ...facts } = head;
  const { bodySize, imagesSize, ...rest } = facts;
  const body = bytes.subarray(end + 1);
  if (body.length !== bodySize) throw new DamagedFileError('it was cut off, or something was added to it');
  if (checksum(facts, body) !== sha256) throw new DamagedFileError('its checksum is wrong');
  const entryOf = (images: Buffer): StoredEntry => {
    const value = decodeStoredCatalog({ ...rest, images });
    if (!value) throw new DamagedFileError('it has another format than this version stores');
    return { value };
  };
  return { body, imagesSize: Math.max(1, Number(imagesSize)), entryOf };
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
