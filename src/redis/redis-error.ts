import { errorCode } from '../config/error-code.js';

/**
 * Why an operation of a Redis came to nothing.
 *
 * `reason` is the first word of what Redis replied (`OOM`, `READONLY`, `WRONGPASS`), a system code (`ECONNREFUSED`),
 * or our own text. It holds no address, key or value, and there is no `cause`.
 */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  /** @param isAway Redis was not reached; otherwise it was, and refused */
  constructor(
    readonly reason: string,
    readonly isAway: boolean,
  ) {
    super(reason);
  }

  /** Whatever the client library has thrown. */
  static of(thrown: unknown): RedisError {
    if (thrown instanceof RedisError) return thrown;
    const code = errorCode(thrown);
    const message = thrown instanceof Object && 'message' in thrown ? String(thrown.message) : '';
    const replied = /^[A-Z]{2,}(?= )/.exec(message)?.[0];
    if (replied !== undefined && code === 'unknown reason') return new RedisError(replied, false);
    return new RedisError(code === 'unknown reason' ? 'the connection was lost' : code, true);
  }
}
