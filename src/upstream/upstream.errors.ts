/**
 * Why a read of the upstream failed; the word is also the `code` of the problem that callers without a
 * catalogue get, and the class that logs, metrics and `GET /v1/catalog` name.
 *
 * - `UPSTREAM_UNAVAILABLE`: not reached, broken off, or it says that it is overloaded or broken
 * - `UPSTREAM_REJECTED`: it refused our credentials or our request
 * - `UPSTREAM_INVALID`: it answered something that cannot be used
 * - `UPSTREAM_TIMEOUT`: it did not end within the deadline
 */
export const UPSTREAM_FAILURES = [
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_REJECTED',
  'UPSTREAM_INVALID',
  'UPSTREAM_TIMEOUT',
] as const;

export type UpstreamFailure = (typeof UPSTREAM_FAILURES)[number];

/** What else is known of a failure, for those who decide about the next try. */
export interface UpstreamErrorFacts {
  /** How many further tries this failure is worth; 0 where a repetition cannot help. */
  readonly retries?: number;
  /** What the upstream asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The upstream says that the token is not valid; a new one may cure it. */
  readonly tokenRefused?: boolean;
  /** The upstream did not find what was asked for, or did not understand the parameters. */
  readonly notFound?: boolean;
  /** The upstream says that we may not have what was asked for. */
  readonly forbidden?: boolean;
  /** It answered more than the gateway reads. */
  readonly tooLarge?: boolean;
}

/**
 * The only error that leaves `upstream/`.
 *
 * `message` is our own text: it holds no URL, header, credential or word of the upstream's answer. There
 * is no `cause`, because the errors of HTTP clients carry all of these.
 */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';

  constructor(
    readonly failure: UpstreamFailure,
    message: string,
    readonly facts: UpstreamErrorFacts = {},
  ) {
    super(message);
  }
}
