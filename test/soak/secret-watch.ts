import { CANARIES, leaksIn } from '../support/upstream-secrets.js';
import type { Chronicle } from './chronicle.js';

export const REDIS_PASSWORD = 'Canary-redis-8tY3qL';
export const READER_KEY = 'Canary-reader-key-4mB9xR';
export const USERNAME = 'canary@example.test';

/** Looks for every secret in everything that comes out of the gateways. */
export class SecretWatch {
  private readonly others = new Set<string>([REDIS_PASSWORD, READER_KEY]);

  constructor(private readonly chronicle: Chronicle) {}

  /** A token that the upstream has issued. */
  learn(secret: string): void {
    this.others.add(secret);
  }

  /** @param where what the text is, for whoever has to find the leak */
  look(text: string, where: string): void {
    for (const [name, spelling, excerpt] of leaksIn([text])) {
      this.chronicle.complain(`the secret ${name} (${spelling}) in: ${excerpt}`, where);
    }
    for (const secret of this.others) {
      if (text.includes(secret)) this.chronicle.complain(`the secret ${secret} came out`, where);
    }
  }
}

/** Upstream data may hold a secret of ours; callers then see `***`. */
export function masked(text: string): string {
  return text.replaceAll(CANARIES.appkey, '***');
}
