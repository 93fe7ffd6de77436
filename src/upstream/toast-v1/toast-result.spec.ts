import type { UpstreamErrorFacts, UpstreamFailure } from '../upstream.errors.js';
import { resultError } from './toast-result.js';

/** A family of operations, by the thousands of its codes. */
const FAMILIES = [10, 11, 12, 13, 20, 21, 22, 23, 24, 30, 40, 50];

/** Facts that are absent count as false, and as no retries. */
function facts(code: number): Required<
  Omit<UpstreamErrorFacts, 'retryAfterMs' | 'tooLarge' | 'forbidden'>
> & {
  failure: UpstreamFailure;
} {
  const { failure, facts } = resultError(code);
  return {
    failure,
    retries: facts.retries ?? 0,
    tokenRefused: facts.tokenRefused ?? false,
    notFound: facts.notFound ?? false,
  };
}

const UNAVAILABLE = { failure: 'UPSTREAM_UNAVAILABLE', tokenRefused: false, notFound: false };
const REJECTED = { failure: 'UPSTREAM_REJECTED', retries: 0, tokenRefused: false, notFound: false };
const INVALID = { failure: 'UPSTREAM_INVALID', retries: 0, tokenRefused: false, notFound: false };

describe('a result code', () => {
  it.each([
    [-1, 'auth module not reached, or not to be carried out', { ...UNAVAILABLE, retries: 2 }],
    [-2, 'unknown exception', { ...UNAVAILABLE, retries: 1 }],
    [-3, 'permission denied to user, appkey or token', { ...REJECTED, tokenRefused: true }],
    [-4, 'invalid parameters', { ...REJECTED, notFound: true }],
    [-5, 'nonexistent', { ...REJECTED, notFound: true }],
    [-6, 'database', { ...UNAVAILABLE, retries: 2 }],
    [-7, 'not supported', REJECTED],
    [-8, 'JSON parsing error', REJECTED],
    [20001, 'no free address', INVALID],
    [20004, 'no accessible network', INVALID],
    [30400, 'images: bad request', { ...REJECTED, notFound: true }],
    [30401, 'images: unauthorised', { ...REJECTED, tokenRefused: true }],
    [30403, 'images: forbidden', REJECTED],
    [30404, 'images: not found', { ...REJECTED, notFound: true }],
    [30408, 'images: request timeout', { ...REJECTED, retries: 2 }],
    [30429, 'images: too many requests', { ...UNAVAILABLE, retries: 2 }],
    [30499, 'images: the last of its range', REJECTED],
    [50401, 'tokens: wrong credentials', { ...REJECTED, tokenRefused: true }],
    [50429, 'tokens: too many requests', { ...UNAVAILABLE, retries: 2 }],
  ] as const)('%i (%s)', (code, _meaning, expected) => {
    expect(facts(code)).toEqual(expected);
  });

  it.each(FAMILIES)('of family %i says an HTTP status in its last three digits', (family) => {
    for (const status of [402, 405, 409, 413, 499]) expect(facts(family * 1_000 + status)).toEqual(REJECTED);
    for (const status of [429, 500, 503, 599]) {
      expect(facts(family * 1_000 + status)).toEqual({ ...UNAVAILABLE, retries: 2 });
    }
  });

  it.each([30503, 60404, 99429, 123_456_503])('that is not documented, %i, is read by that rule', (code) => {
    expect(['UPSTREAM_REJECTED', 'UPSTREAM_UNAVAILABLE']).toContain(facts(code).failure);
  });

  it.each([
    0, 1, 200, 404, 500, 9_404, 10_000, 30_000, 30_200, 30_301, 30_399, 30_600, 99_999, -9, -404, -30_401,
  ])('that says nothing, %i, is an answer that cannot be used', (code) => {
    expect(facts(code)).toEqual(INVALID);
  });

  it('keeps what else is known', () => {
    for (const code of [-1, -3, 30429, 99_999]) {
      expect(resultError(code, { retryAfterMs: 7_000 }).facts.retryAfterMs).toBe(7_000);
    }
  });

  it('is told in our own words', () => {
    expect(resultError(-1).message).toMatch(/^the upstream could not reach its auth module/);
    expect(resultError(30404).message).toBe('the upstream answered with status 404');
    expect(resultError(99_999).message).toBe('the upstream failed with the unknown result code 99999');
  });
});
