import { errorCode } from '../config/error-code.js';

/**
 * Why an operation of a Redis came to nothing.
 *
 * `reason` is the first word of what Redis replied (`OOM`, `READONLY`, `WRONGPASS`), a system code (`ECONNREFUSED`),
 * or our own text. It holds no address, key or value, and there is no `cause`.
 */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  /**
   * @param kind Redis was not reached, or only not for a large value, or it has refused, or the lease is somebody
   *   else's by now
   */
  constructor(
    readonly reason: string,
    readonly kind: 'away' | 'transfer' | 'refused' | 'fenced',
  ) {
    super(reason);
  }

  /** Whatever the client library has thrown. */
  static of(thrown: unknown): RedisError {
    if (thrown instanceof RedisError) return thrown;
    const code = errorCode(thrown);
    const message = thrown instanceof Object && 'message' in thrown ? String(thrown.message) : '';
    const replied = /^[A-Z]{2,}(?= )/.exec(message)?.[0];
    if (replied !== undefined && code === 'unknown reason') return new RedisError(replied, 'refused');
    return new RedisError(code === 'unknown reason' ? 'the connection was lost' : code, 'away');
  }
}
