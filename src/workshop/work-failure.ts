import { UpstreamError, type UpstreamErrorFacts, type UpstreamFailure } from '../upstream/upstream.errors.js';

/** An `UpstreamError` as a plain record, which a thread can send to another. */
export interface WorkFailure {
  readonly failure: UpstreamFailure;
  readonly message: string;
  readonly facts: UpstreamErrorFacts;
}

/**
 * What may be told of an error: all of an `UpstreamError`, whose text is our own, and nothing of any other, which
 * may carry whatever was worked on.
 */
export function failureOf(thrown: unknown): WorkFailure {
  if (thrown instanceof UpstreamError) {
    const { failure, message, facts } = thrown;
    return { failure, message, facts };
  }
  return {
    failure: 'UPSTREAM_INVALID',
    message: 'the answer could not be read, because of a bug in the gateway',
    facts: {},
  };
}

export function errorOf({ failure, message, facts }: WorkFailure): UpstreamError {
  return new UpstreamError(failure, message, facts);
}
