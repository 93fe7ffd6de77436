import type { SecretSource } from '../config/secret-source.js';
import type { Clock } from '../observability/clock.js';
import { redisClient, type RedisClient } from './redis-client.js';
import { RedisError } from './redis-error.js';

/** How long Redis may take to be connected to, or to answer a small request. */
const REDIS_PATIENCE_MS = 1_000;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/** What a `RedisLink` says whenever it is no longer as it was: whether it is there, and whether messages come. */
export type LinkChange =
  | { readonly isUp: true }
  | { readonly isUp: false; readonly reason: string }
  | { readonly hears: true }
  | { readonly hears: false; readonly reason: string };

/**
 * The connection to a Redis: it is either up, or every operation fails at once while it is tried again, at most every
 * two seconds. Every operation has a deadline; a Redis that misses one is away until it answers to a new connection,
 * so that a Redis which hangs costs one deadline and not one for each operation.
 */
export class RedisLink {
  private client: RedisClient | undefined;
  private subscriber: RedisClient | undefined;
  private readonly transfers = new Set<RedisClient>();
  private reason = 'not yet connected';
  private failures = 0;
  private isClosed = false;
  private hears = false;
  private cancelRetry = (): void => {};
  private opening: Promise<void> | undefined;
  private readonly listeners = new Map<string, () => void>();

  /**
   * @param address read anew for each connection, because its file may have been replaced
   * @param channels messages there are passed on to `hear`, as long as they come; a Redis that refuses to let this
   * gateway subscribe is used without
   */
  constructor(
    private readonly address: SecretSource,
    private readonly channels: readonly string[],
    private readonly clock: Clock,
    private readonly tell: (change: LinkChange) => void,
  ) {}

  /** Calls for every message of one of its channels, and whenever messages may have been missed. */
  hear(channel: string, onMessage: () => void): void {
    this.listeners.set(channel, onMessage);
  }

  /** Connects, and from now on stays connected as well as can be. Resolves after the first try, whatever came of it. */
  open(): Promise<void> {
    this.opening ??= this.openOnce().finally(() => (this.opening = undefined));
    return this.opening;
  }

  /**
   * Runs one small operation.
   *
   * @throws RedisError when Redis is away, does not answer within a second, or refuses
   */
  async run<T>(operation: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.client;
    if (!client) throw new RedisError(this.reason, 'away');
    try {
      return await this.within(REDIS_PATIENCE_MS, operation(client));
    } catch (thrown) {
      const error = RedisError.of(thrown);
      if (error.kind === 'away') this.lose(client, error.reason);
      throw error;
    }
  }

  /**
   * Runs one operation with a large value on a connection of its own, so that small ones do not wait behind it. One that
   * takes too long leaves the link as it is.
   *
   * @throws RedisError when Redis is away, does not end within `ms`, or refuses
   */
  async transfer<T>(operation: (client: RedisClient) => Promise<T>, ms: number): Promise<T> {
    if (!this.client) throw new RedisError(this.reason, 'away');
    const client = this.newClient();
    this.transfers.add(client);
    try {
      await this.within(REDIS_PATIENCE_MS, client.connect(), 'transfer').catch((thrown: unknown) => {
        // a Redis that has too many clients closes the connection
        throw new RedisError(RedisError.of(thrown).reason, 'transfer');
      });
      return await this.within(ms, operation(client), 'transfer');
    } catch (thrown) {
      throw RedisError.of(thrown);
    } finally {
      this.transfers.delete(client);
      discard(client);
    }
  }

  /** Connects anew where the address has changed, and subscribes where that was refused. */
  follow(): void {
    if (!this.client || !this.subscriber) return;
    if (this.client.options?.url !== this.address.current().reveal())
      return this.lose(this.client, 'the address was replaced');
    if (!this.hears) void this.subscribe(this.subscriber).catch(() => undefined);
  }

  /** Ends the connection for good. */
  close(): void {
    this.isClosed = true;
    this.cancelRetry();
    discard(this.client, this.subscriber, ...this.transfers);
    this.client = this.subscriber = undefined;
    this.reason = 'closed';
  }

  private async openOnce(): Promise<void> {
    if (this.isClosed || this.client) return;
    const [client, subscriber] = [this.newClient(), this.newClient()];
    try {
      await this.within(REDIS_PATIENCE_MS, this.connect(client, subscriber));
    } catch (error) {
      discard(client, subscriber);
      this.away(RedisError.of(error).reason);
      return;
    }
    // it was closed meanwhile, or broke again
    if (this.isClosed || !client.isReady) return discard(client, subscriber);
    this.up(client, subscriber);
  }

  private newClient(): RedisClient {
    const client = redisClient(this.address.current().reveal(), REDIS_PATIENCE_MS);
    client.on('error', (error: unknown) => this.lose(client, RedisError.of(error).reason));
    return client;
  }

  private async connect(client: RedisClient, subscriber: RedisClient): Promise<void> {
    await Promise.all([client.connect(), subscriber.connect()]);
    // a server that wants a password lets anybody connect
    await client.ping();
    await this.subscribe(subscriber);
  }

  private async subscribe(subscriber: RedisClient): Promise<void> {
    try {
      await subscriber.subscribe([...this.channels], (_message, channel) => this.listeners.get(channel)?.());
      this.hears = true;
      this.tell({ hears: true });
    } catch (thrown) {
      const { kind, reason } = RedisError.of(thrown);
      this.hears = false;
      if (kind === 'away') throw thrown;
      this.tell({ hears: false, reason });
    }
  }

  private up(client: RedisClient, subscriber: RedisClient): void {
    this.client = client;
    this.subscriber = subscriber;
    this.failures = 0;
    this.tell({ isUp: true });
    for (const missed of this.listeners.values()) missed();
  }

  private lose(client: RedisClient, reason: string): void {
    if (client !== this.client && client !== this.subscriber) return;
    discard(this.client, this.subscriber);
    this.client = this.subscriber = undefined;
    this.away(reason);
  }

  private away(reason: string): void {
    if (this.isClosed) return;
    this.reason = reason;
    this.tell({ isUp: false, reason });
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures++, 10));
    this.cancelRetry();
    this.cancelRetry = this.clock.after(pause * (0.8 + 0.4 * Math.random()), () => void this.open());
  }

  /** @throws RedisError when it takes longer; what then comes of it is nobody's business */
  private within<T>(ms: number, work: Promise<T>, otherwise: 'away' | 'transfer' = 'away'): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(ms, () =>
        reject(new RedisError(`no answer within ${ms} ms`, otherwise)),
      );
      work.then(resolve, reject).finally(cancel);
    });
  }
}

function discard(...clients: readonly (RedisClient | undefined)[]): void {
  for (const client of clients) if (client?.isOpen) client.destroy();
}
