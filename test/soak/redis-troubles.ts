import type { RedisServer } from '../support/redis-server.js';
import type { Trouble } from './trouble.js';

/** Ways in which a Redis fails. */
export function redisTroubles(redis: RedisServer | undefined): Trouble[] {
  if (!redis) return [];
  const configure = (maxmemory: string) => async (): Promise<void> => {
    await redis.ask((client) => client.configSet('maxmemory', maxmemory));
  };
  return [
    { name: 'redis: killed, back empty', begin: () => redis.kill(), end: () => redis.run() },
    {
      name: 'redis: hung (SIGSTOP)',
      begin: () => redis.signal('SIGSTOP'),
      end: () => redis.signal('SIGCONT'),
    },
    {
      name: 'redis: flushed',
      begin: async () => void (await redis.ask((client) => client.flushAll())),
      end: () => undefined,
    },
    { name: 'redis: full', begin: configure('1'), end: configure('0') },
  ];
}
