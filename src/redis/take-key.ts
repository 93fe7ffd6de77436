import type { RedisLink } from './redis-link.js';

const TAKE_OVER = `local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1`;

/**
 * Sets a key that nobody else has, for `forMs`. One that does not end within that time is none that this set: a hand
 * or another program did, and it would be in the way for ever. It counts as free, whatever its type.
 *
 * @returns false when somebody else has it
 * @throws RedisError
 */
export async function takeKey(link: RedisLink, key: string, value: string, forMs: number): Promise<boolean> {
  const expiration = { type: 'PX', value: forMs } as const;
  const set = await link.run((client) => client.set(key, value, { condition: 'NX', expiration }));
  if (set !== null) return true;
  const call = { keys: [key], arguments: [value, String(forMs)] };
  return (await link.run((client) => client.eval(TAKE_OVER, call))) === 1;
}
