import { randomUUID } from 'node:crypto';

import { DamagedFileError } from '../catalog/store/stored-file.js';
import type { RedisClient } from '../redis/redis-client.js';
import type { RedisLink } from '../redis/redis-link.js';
import { HistoryStore, storedName, type StoredSteps } from './history-store.port.js';
import type { Step } from './step.js';
import { decodeSteps, encodeSteps, LARGEST_HISTORY, MARK_BYTES } from './stored-steps.js';

/** Up to this size it goes over the connection of small operations. */
const SMALL_BYTES = 64 * 1024;
const PATIENCE_MS = 10_000;
/** What was brought to Redis and not put in its place. */
const STAGED_FOR_MS = 10_000;

/** Puts what was brought in its place, unless somebody else has written since. */
const REPLACE = `if redis.call('GETRANGE', KEYS[1], 0, ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('RENAME', KEYS[2], KEYS[1]) redis.call('PEXPIRE', KEYS[1], ARGV[3]) return 1`;

/**
 * Keeps steps in one value of a Redis, which is replaced as a whole by whoever has seen the one before. It needs no lease:
 * each replica tells of the steps that it has taken. Every operation has a deadline.
 */
export class RedisHistory extends HistoryStore {
  readonly isShared = true;
  private mark = '';
  private names: ReadonlySet<string> = new Set();

  /** @param keepForMs longer than a list that nobody confirms is of use */
  constructor(
    private readonly link: RedisLink,
    private readonly key: string,
    private readonly keepForMs: number,
  ) {
    super();
  }

  async read(): Promise<StoredSteps> {
    const { key } = this;
    const [start, size] = await this.link.run((client) =>
      Promise.all([client.getRange(key, 0, MARK_BYTES - 1), client.strLen(key), this.keep(client)]),
    );
    if (size === 0) return this.note('', []);
    const mark = start?.toString('latin1') ?? '';
    if (mark === this.mark) return { found: [], names: this.names };
    if (size > LARGEST_HISTORY) return this.unreadable(mark);
    const get = (client: RedisClient): Promise<Buffer | null> => client.get(key);
    const bytes = size > SMALL_BYTES ? await this.link.transfer(get, PATIENCE_MS) : await this.link.run(get);
    if (!bytes) return this.note('', []);
    const read = bytes.toString('latin1', 0, MARK_BYTES);
    try {
      return this.note(read, decodeSteps(bytes));
    } catch {
      return this.unreadable(read);
    }
  }

  async write(steps: readonly Step[]): Promise<boolean> {
    const { key, mark, link } = this;
    const bytes = encodeSteps(steps);
    const staged = `${key}:staged:${randomUUID()}`;
    const set = (client: RedisClient): Promise<unknown> =>
      client.set(staged, bytes, { expiration: { type: 'PX', value: STAGED_FOR_MS } });
    await (bytes.length > SMALL_BYTES ? link.transfer(set, PATIENCE_MS) : link.run(set));
    const args = [String(MARK_BYTES - 1), mark, String(this.keepForMs)];
    const isOurs = await link.run((client) => client.eval(REPLACE, { keys: [key, staged], arguments: args }));
    if (isOurs === 1) this.note(bytes.toString('latin1', 0, MARK_BYTES), steps);
    else await link.run((client) => client.unlink(staged));
    return isOurs === 1;
  }

  /** A user that may only read leaves its end as it is. */
  private async keep(client: RedisClient): Promise<void> {
    await client.pExpire(this.key, this.keepForMs).catch(() => undefined);
  }

  /** The next writing replaces it. */
  private unreadable(mark: string): StoredSteps {
    this.note(mark, []);
    throw new DamagedFileError('the change history is not as this version writes it');
  }

  private note(mark: string, steps: readonly Step[]): StoredSteps {
    this.mark = mark;
    this.names = new Set(steps.map(storedName));
    return { found: steps, names: this.names };
  }
}
