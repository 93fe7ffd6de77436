import { RETRIES, statusError } from '../http/status-error.js';
import { UpstreamError, type UpstreamErrorFacts } from '../upstream.errors.js';

/** Codes that mean the same for every operation (vendor guide, "Result codes"). */
const COMMON: Readonly<Record<number, (facts: UpstreamErrorFacts) => UpstreamError>> = {
  [-1]: (facts) => unavailable('could not reach its auth module or carry out the request', RETRIES, facts),
  [-2]: (facts) => unavailable('met an unknown exception', 1, facts),
  [-3]: (facts) =>
    rejected('denied permission to the user, appkey or token', { ...facts, tokenRefused: true }),
  [-4]: (facts) => rejected('calls our parameters invalid', { ...facts, notFound: true }),
  [-5]: (facts) => rejected('knows no such resource', { ...facts, notFound: true }),
  [-6]: (facts) => unavailable('failed to query its database', RETRIES, facts),
  [-7]: (facts) => rejected('does not support the operation', facts),
  [-8]: (facts) => rejected('could not read our JSON', facts),
};

/**
 * What a `resultCode` of an unsuccessful answer means.
 *
 * Codes of five digits are a family of operations and an HTTP status in their last three digits (30401 is a
 * 401 of the image API); undocumented ones, such as 30503, are read by the same rule.
 */
export function resultError(code: number, facts: UpstreamErrorFacts = {}): UpstreamError {
  const common = COMMON[code];
  if (common) return common(facts);
  const status = code % 1_000;
  if (code >= 10_000 && status >= 400 && status <= 599) return statusError(status, facts);
  return new UpstreamError(
    'UPSTREAM_INVALID',
    `the upstream failed with the unknown result code ${code}`,
    facts,
  );
}

function unavailable(what: string, retries: number, facts: UpstreamErrorFacts): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', `the upstream ${what}`, { ...facts, retries });
}

function rejected(what: string, facts: UpstreamErrorFacts): UpstreamError {
  return new UpstreamError('UPSTREAM_REJECTED', `the upstream ${what}`, facts);
}
