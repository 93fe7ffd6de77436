import type { RedisClient } from '../../redis/redis-client.js';
import { RedisError } from '../../redis/redis-error.js';
import { STORED_FORMAT } from '../stored-catalog.js';
import { readHead } from './stored-file.js';

/** A head has some 250 bytes. */
const HEAD_BYTES = 512;

/** What can be seen of a catalogue in Redis without reading it. */
export interface StoredMark {
  readonly version: string;
  /** When it was confirmed at the time that it was stored; wall clock. */
  readonly confirmedAt: number;
  /** How long Redis keeps it. */
  readonly leftMs: number;
}

/**
 * The mark of the catalogue under a key.
 *
 * @returns `undefined` where there is none, or something else, or one that was cut off; a change in the middle is found
 *   only by reading it
 */
export async function storedMark(client: RedisClient, key: string): Promise<StoredMark | undefined> {
  const seen = await Promise.all([
    client.getRange(key, 0, HEAD_BYTES - 1),
    client.strLen(key),
    client.pTTL(key),
  ]).catch(unlessOfAnotherType);
  if (!seen) return undefined;
  const [start, size, leftMs] = seen;
  const read = start && readHead(start);
  if (read?.head['format'] !== STORED_FORMAT) return undefined;
  const { version, confirmedAt, bodySize } = read.head;
  if (typeof version !== 'string' || typeof confirmedAt !== 'number') return undefined;
  return size - read.size === bodySize ? { version, confirmedAt, leftMs } : undefined;
}

/** Takes a catalogue away that nobody can read, unless it was replaced meanwhile: whoever holds one gives it again. */
export async function removeUnreadable(client: RedisClient, key: string, bytes: Buffer): Promise<void> {
  const head = bytes.subarray(0, HEAD_BYTES);
  await client.eval(REMOVE, { keys: [key], arguments: [String(bytes.length), String(HEAD_BYTES - 1), head] });
}

const REMOVE = `if redis.call('STRLEN', KEYS[1]) == tonumber(ARGV[1])
  and redis.call('GETRANGE', KEYS[1], 0, ARGV[2]) == ARGV[3] then redis.call('UNLINK', KEYS[1]) end`;

function unlessOfAnotherType(thrown: unknown): undefined {
  if (RedisError.of(thrown).reason !== 'WRONGTYPE') throw thrown;
}
