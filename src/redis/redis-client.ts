import { createClient, RESP_TYPES } from '@redis/client';

/** A connection that answers with bytes where Redis has strings. */
export type RedisClient = ReturnType<typeof redisClient>;

/** A connection, not yet open. It is never renewed by itself, and keeps nothing that cannot be sent at once. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the library's type has 400 commands
export function redisClient(url: string, connectTimeoutMs: number) {
  return createClient({
    url,
    disableOfflineQueue: true,
    // said, so that no variable of the environment turns the check off
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: false, rejectUnauthorized: true },
  }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}
