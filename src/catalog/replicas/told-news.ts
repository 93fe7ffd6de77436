import { randomUUID } from 'node:crypto';

import type { Clock } from '../../observability/clock.js';
import type { RedisLease } from '../../redis/redis-lease.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { takeKey } from '../../redis/take-key.js';
import { storedMark, type StoredMark } from '../store/stored-mark.js';
import { FORCED_REFRESH_EVERY_MS } from '../refresh-schedule.js';
import type { RefreshNews } from './refresh-news.js';
import { decodeTold, encodeTold, type Told } from './told-form.js';

/** Where messages are refused, the others find the news by looking. */
const TELL = `redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) redis.pcall('PUBLISH', ARGV[4], 'told')`;

const FIND = `return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}`;

/** News of a catalogue that could not be had are tried again after this time, and then after twice as long. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** What Redis has of a catalogue, apart from the catalogue. */
export interface Found {
  /** What was told last; nothing where that is none of ours. */
  readonly told: Told | undefined;
  /** Of the catalogue itself; nothing where it is not there, or cannot be whole. */
  readonly stored: StoredMark | undefined;
}

/** The small values that replicas share: the last news, and when somebody forced a refresh. All reject with `RedisError`. */
export class ToldNews {
  /** The id of the news that this process has taken, or told, last. */
  private seen: string | undefined;
  private missing: { readonly id: string; readonly retryMs: number; readonly retryAt: number } | undefined;
  /** Where messages tell of news. */
  readonly channel: string;
  private readonly newsKey: string;
  private readonly forcedKey: string;

  /** @param names the name of the catalogue, which all names here begin with, and how long news are kept */
  constructor(
    private readonly link: RedisLink,
    private readonly lease: RedisLease,
    private readonly names: { readonly key: string; readonly channel: string; readonly keepForMs: number },
    private readonly clock: Clock,
  ) {
    this.channel = names.channel;
    this.newsKey = `${names.key}:news`;
    this.forcedKey = `${names.key}:forced`;
  }

  async find(): Promise<Found> {
    const call = { keys: [this.newsKey], arguments: [] };
    const [answer, stored] = await this.link.run((client) =>
      Promise.all([client.eval(FIND, call) as Promise<unknown>, storedMark(client, this.names.key)]),
    );
    const [text, leftMs] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    const told = Buffer.isBuffer(text)
      ? decodeTold(text.toString(), this.clock.monotonic(), Number(leftMs))
      : undefined;
    return { told, stored };
  }

  /** Whether it is to be taken now: neither was it before, nor tried a moment ago. */
  isNew({ id }: Told): boolean {
    if (id === this.seen) return false;
    return id !== this.missing?.id || this.clock.monotonic() >= this.missing.retryAt;
  }

  saw({ id }: Told): void {
    this.seen = id;
    this.missing = undefined;
  }

  /** It told of a catalogue that could not be had: it is new again after a while. */
  missed({ id }: Told): void {
    const retryMs =
      this.missing?.id === id ? Math.min(LONGEST_RETRY_MS, 2 * this.missing.retryMs) : FIRST_RETRY_MS;
    this.missing = { id, retryMs, retryAt: this.clock.monotonic() + retryMs };
  }

  /** What was told last, if it is new to this process. */
  async unseen(): Promise<Told | undefined> {
    const { told } = await this.find();
    return told && this.isNew(told) ? told : undefined;
  }

  /** Tells all replicas, if this one still holds the lease. */
  async tell(news: RefreshNews): Promise<void> {
    const id = randomUUID();
    const { keepForMs, channel } = this.names;
    const text = encodeTold(id, news, this.clock.monotonic(), keepForMs);
    if (await this.lease.fenced(TELL, [this.newsKey], [text, String(keepForMs), channel]))
      this.saw({ id, news });
  }

  /** @returns false when somebody did so less than 5 s ago */
  force(): Promise<boolean> {
    return takeKey(this.link, this.forcedKey, '1', FORCED_REFRESH_EVERY_MS);
  }
}
