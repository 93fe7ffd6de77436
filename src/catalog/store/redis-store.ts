import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';

import KeyvRedis, { type RedisClientType } from '@keyv/redis';
import type { KeyvStoreAdapter, StoredData } from 'keyv';

import type { RedisClient } from '../../redis/redis-client.js';
import { RedisError } from '../../redis/redis-error.js';
import type { RedisLease } from '../../redis/redis-lease.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { checkSize, decodeEntry, encodeEntry, type StoredEntry } from './stored-file.js';
import type { StoredLimits } from './stored-limits.js';
import { removeUnreadable } from './stored-mark.js';

/** For a whole catalogue, which may have tens of megabytes. */
const PATIENCE_MS = 10_000;
/** A catalogue that was brought to Redis and not put in its place, because the process ended or the way is slow. */
const STAGED_FOR_MS = 10_000;

const PUT_IN_PLACE = `redis.call('RENAME', KEYS[2], KEYS[3]) redis.call('PEXPIRE', KEYS[3], ARGV[2])`;

/**
 * Keeps catalogues in Redis, as the bytes that `FileStore` writes to a file, as a store for Keyv.
 *
 * Values are written by whoever holds the lease, and by nobody else: a value comes to Redis under another name, and is
 * put in its place in one step with a look at the lease. Every operation has a deadline. Rejects with `RedisError`, or
 * `DamagedFileError` for a value that is none of ours or too large.
 */
export class RedisStore extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = {};

  constructor(
    private readonly link: RedisLink,
    private readonly lease: RedisLease,
    private readonly limits: StoredLimits,
  ) {
    super();
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    checkSize(await this.link.run((client) => client.strLen(key)), this.limits);
    const bytes = await this.link.transfer((client) => adapterOf(client).get(key), PATIENCE_MS);
    if (!Buffer.isBuffer(bytes)) return undefined;
    try {
      // Keyv's type lets callers choose what they get; `SnapshotStore` checks it
      return (await decodeEntry(bytes, this.limits)) as StoredData<Value>;
    } catch (error) {
      // a user that may only read leaves it there
      await this.link.run((client) => removeUnreadable(client, key, bytes)).catch(() => undefined);
      throw error;
    }
  }

  async set(key: string, entry: StoredEntry, ttlMs = 0): Promise<void> {
    const bytes = await encodeEntry(entry);
    const staged = `${key}:staged:${randomUUID()}`;
    // the adapter's type wants texts, but Redis and the client below it take bytes
    const value = bytes as unknown as string;
    let isInPlace = false;
    try {
      await this.link.transfer((client) => adapterOf(client).set(staged, value, STAGED_FOR_MS), PATIENCE_MS);
      isInPlace = await this.lease.fenced(PUT_IN_PLACE, [staged, key], [String(ttlMs)]);
    } finally {
      // where this fails, too, what was brought expires
      if (!isInPlace) await this.delete(staged).catch(() => undefined);
    }
    if (!isInPlace) throw new RedisError('another replica has taken over', 'fenced');
  }

  async delete(key: string): Promise<boolean> {
    return (await this.link.run((client) => client.unlink(key))) > 0;
  }

  clear(): Promise<void> {
    return Promise.reject(new RedisError('a Redis may hold what is not ours', 'refused'));
  }
}

function adapterOf(client: RedisClient): KeyvRedis<Buffer> {
  // the adapter's type leaves out clients that answer with bytes
  const mapped = client as unknown as RedisClientType;
  const adapter = new KeyvRedis<Buffer>(mapped, { throwOnErrors: true });
  adapter.on('error', () => undefined);
  return adapter;
}
