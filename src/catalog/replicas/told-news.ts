import { randomUUID } from 'node:crypto';

import type { RedisLease } from '../../redis/redis-lease.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { takeKey } from '../../redis/take-key.js';
import { storedMark, type StoredMark } from '../store/stored-mark.js';
import { FORCED_REFRESH_EVERY_MS } from '../refresh-schedule.js';
import { decodeTold, type RefreshNews, type Told } from './refresh-news.js';

/** Where messages are refused, the others find the news by looking. */
const TELL = `redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) redis.pcall('PUBLISH', ARGV[4], 'told')`;

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
  private readonly newsKey: string;
  private readonly forcedKey: string;

  /** @param names the name of the catalogue, which all names here begin with, and how long news are kept */
  constructor(
    private readonly link: RedisLink,
    private readonly lease: RedisLease,
    private readonly names: { readonly key: string; readonly channel: string; readonly keepForMs: number },
  ) {
    this.newsKey = `${names.key}:news`;
    this.forcedKey = `${names.key}:forced`;
  }

  async find(): Promise<Found> {
    const [text, stored] = await this.link.run((client) =>
      Promise.all([client.get(this.newsKey), storedMark(client, this.names.key)]),
    );
    return { told: text === null ? undefined : decodeTold(text.toString()), stored };
  }

  isNew(told: Told): boolean {
    return told.id !== this.seen;
  }

  saw(told: Told): void {
    this.seen = told.id;
  }

  /** What was told last, if it is new to this process. */
  async unseen(): Promise<Told | undefined> {
    const { told } = await this.find();
    return told && this.isNew(told) ? told : undefined;
  }

  /** Tells all replicas, if this one still holds the lease. */
  async tell(news: RefreshNews): Promise<void> {
    const told = { id: randomUUID(), news };
    const values = [JSON.stringify(told), String(this.names.keepForMs), this.names.channel];
    if (await this.lease.fenced(TELL, [this.newsKey], values)) this.saw(told);
  }

  /** @returns false when somebody did so less than 5 s ago */
  force(): Promise<boolean> {
    return takeKey(this.link, this.forcedKey, '1', FORCED_REFRESH_EVERY_MS);
  }
}
