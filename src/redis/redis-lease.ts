import { randomUUID } from 'node:crypto';

import type { Clock } from '../observability/clock.js';
import type { RedisLink } from './redis-link.js';
import { takeKey } from './take-key.js';

/** A holder that is not heard of for so long has lost it. */
const LEASE_MS = 5_000;

const RENEW_EVERY_MS = 1_500;
/** Nobody holds it longer, whatever happens in the work that it is for. */
export const LONGEST_HOLD_MS = 900_000;

/** The script that runs `commands` if the lease in KEYS[1] is that of ARGV[1], in one step with the look at it. */
function whileHeld(commands: string): string {
  return `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end ${commands} return 1`;
}

/**
 * A right that one of several processes has at a time. Redis gives it for 5 s, and the holder renews it; a holder
 * that dies or hangs blocks nobody for longer, and what it does afterwards with `fenced` is refused by Redis.
 */
export class RedisLease {
  private id: string | undefined;
  private lost = false;
  private stopRenewing = (): void => {};

  constructor(
    private readonly link: RedisLink,
    private readonly key: string,
    private readonly clock: Clock,
  ) {}

  /** Whether it was taken and not given back; it may have expired since. */
  get isHeld(): boolean {
    return this.id !== undefined;
  }

  /** Whether Redis has said that somebody else may have it by now, while this process thought that it held it. */
  get isLost(): boolean {
    return this.lost;
  }

  /**
   * Not while it is held already.
   *
   * @returns false when somebody else holds it
   * @throws RedisError
   */
  async take(): Promise<boolean> {
    const id = randomUUID();
    if (!(await takeKey(this.link, this.key, id, LEASE_MS))) return false;
    this.id = id;
    this.lost = false;
    this.keep(id);
    return true;
  }

  /** Gives it back. Never fails: where Redis cannot be told, the lease expires. */
  async release(): Promise<void> {
    this.stopRenewing();
    if (this.id === undefined) return;
    const giveBack = this.fenced(`redis.call('DEL', KEYS[1])`).catch(() => undefined);
    this.id = undefined;
    await giveBack;
  }

  /**
   * Runs a script in Redis, as one step, if the lease is still held.
   *
   * @param commands Lua; `KEYS` and `ARGV` begin at 2 with what is given here
   * @returns whether it was held
   * @throws RedisError
   */
  async fenced(
    commands: string,
    keys: readonly string[] = [],
    values: readonly string[] = [],
  ): Promise<boolean> {
    if (this.id === undefined) return false;
    const call = { keys: [this.key, ...keys], arguments: [this.id, ...values] };
    const isHeld = (await this.link.run((client) => client.eval(whileHeld(commands), call))) === 1;
    this.lost ||= !isHeld;
    return isHeld;
  }

  private keep(id: string): void {
    const until = this.clock.monotonic() + LONGEST_HOLD_MS;
    const renewLater = (): void => {
      this.stopRenewing = this.clock.after(RENEW_EVERY_MS, () => {
        if (this.id !== id || this.clock.monotonic() > until) return;
        renewLater();
        void this.fenced(`redis.call('PEXPIRE', KEYS[1], ARGV[2])`, [], [String(LEASE_MS)]).catch(
          () => undefined,
        );
      });
    };
    renewLater();
  }
}
