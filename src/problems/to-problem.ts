import { HttpException } from '@nestjs/common';

import { NoCatalogError, type NoCatalogReason } from '../catalog/catalog.errors.js';
import { PROBLEMS, type ProblemCode } from './problem-catalog.js';
import { ProblemError } from './problem.error.js';

const NO_CATALOG: Readonly<Record<NoCatalogReason, string>> = {
  UPSTREAM_INVALID: 'There is no image list to serve, because the upstream gave an unusable answer.',
  UPSTREAM_UNAVAILABLE:
    'There is no image list to serve, because the upstream cannot be reached or is broken.',
  UPSTREAM_REJECTED: 'There is no image list to serve, because the upstream rejected the gateway itself.',
  UPSTREAM_TIMEOUT: 'There is no image list to serve, because the upstream did not answer in time.',
  NOT_READY: 'The first image list is still being fetched.',
  DRAINING: 'This instance is shutting down; send the request again.',
};

const TOO_LARGE = 'There is no image list to serve, because the upstream lists more than this gateway reads.';

/**
 * Says which problem an error is.
 *
 * @returns `INTERNAL` for whatever nobody foresaw; nothing of such an error is in the problem
 */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof NoCatalogError) {
    const seconds = Math.max(1, Math.ceil(thrown.retryAfterMs / 1_000));
    const detail = thrown.isTooLarge ? TOO_LARGE : NO_CATALOG[thrown.reason];
    return new ProblemError(thrown.reason, detail, {
      headers: { 'retry-after': String(seconds) },
    });
  }
  const code = codeOfStatus(statusOf(thrown));
  return code
    ? new ProblemError(code, `${PROBLEMS[code].title}.`)
    : new ProblemError('INTERNAL', 'This is a bug in the gateway; tell its operator the request id.');
}

/** The status of an error that the framework made about a request that it could not read. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number') {
    return thrown.statusCode;
  }
  return undefined;
}

function codeOfStatus(status: number | undefined): ProblemCode | undefined {
  switch (status) {
    case 404:
      return 'ROUTE_NOT_FOUND';
    case 408:
      return 'REQUEST_TIMEOUT';
    case 414:
      return 'URI_TOO_LONG';
    case 431:
      return 'HEADERS_TOO_LARGE';
    default:
      return status !== undefined && status >= 400 && status < 500 ? 'MALFORMED_REQUEST' : undefined;
  }
}
