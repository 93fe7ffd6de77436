import { createHmac } from 'node:crypto';

import { RateLimiterRedis } from 'rate-limiter-flexible';

import type { Secret } from '../config/secret.js';
import type { SecretSource } from '../config/secret-source.js';
import { remembered } from '../domain/remembered.js';
import type { RedisClient } from '../redis/redis-client.js';
import type { RedisLink } from '../redis/redis-link.js';
import type { Counted, SharedCounter, Tally, Use } from './shared-counter.port.js';

/** Of a digest; long enough that no two callers share one. */
const DIGEST_BYTES = 16;

/** What counters in Redis are made of. */
export interface RedisCounterParts {
  readonly link: RedisLink;
  /** What their names begin with. */
  readonly prefix: string;
  /** Nobody gets an address or a client back from the name of its counter without this. */
  readonly secret: SecretSource;
  readonly windowSeconds: number;
}

/** Counts in Redis, so that all processes with that Redis count together, each counter in one step. */
export class RedisCounter implements SharedCounter {
  private readonly limiters = new WeakMap<RedisClient, RateLimiterRedis>();

  private digestedWith: Secret | undefined;
  private digestOf: (key: string) => string = (key) => key;

  constructor(private readonly parts: RedisCounterParts) {}

  add(counted: Counted, uses: readonly Use[]): Promise<readonly Tally[]> {
    return this.parts.link.run((client) => {
      const limiter = this.limiterOf(client);
      return Promise.all(uses.map((use) => this.addOne(limiter, counted, use)));
    });
  }

  private async addOne(limiter: RateLimiterRedis, counted: Counted, { key, count }: Use): Promise<Tally> {
    const { prefix, windowSeconds } = this.parts;
    const name = `${prefix}:${counted}:${windowSeconds}:${this.digest(key)}`;
    const { consumedPoints, msBeforeNext } = await limiter.penalty(name, count);
    return { used: consumedPoints, resetMs: Math.max(0, msBeforeNext) };
  }

  private digest(key: string): string {
    const secret = this.parts.secret.current();
    if (secret !== this.digestedWith) {
      this.digestedWith = secret;
      this.digestOf = remembered((text) => digest(secret, text));
    }
    return this.digestOf(key);
  }

  private limiterOf(client: RedisClient): RateLimiterRedis {
    const known = this.limiters.get(client);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: client,
      useRedisPackage: true,
      // it only counts: what is too many is decided by who asks
      points: 0,
      duration: this.parts.windowSeconds,
      keyPrefix: '',
    });
    this.limiters.set(client, limiter);
    return limiter;
  }
}

function digest(secret: Secret, text: string): string {
  const whole = createHmac('sha256', secret.reveal()).update(text).digest();
  return whole.subarray(0, DIGEST_BYTES).toString('base64url');
}
