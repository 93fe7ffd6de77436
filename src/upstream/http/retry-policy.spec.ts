import { UpstreamError } from '../upstream.errors.js';
import { retryDelayMs } from './retry-policy.js';

const ALMOST_ONE = 1 - Number.EPSILON;

function failure(retries?: number, retryAfterMs?: number): UpstreamError {
  const facts = { ...(retries !== undefined && { retries }), retryAfterMs };
  return new UpstreamError('UPSTREAM_UNAVAILABLE', 'busy', facts);
}

describe('another attempt', () => {
  it('is made as often as the failure is worth it', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelayMs(failure(2), attempt, 0.5) !== undefined)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([1, 2].map((attempt) => retryDelayMs(failure(1), attempt, 0.5) !== undefined)).toEqual([
      true,
      false,
    ]);
  });

  it.each([0, undefined])('is not made after a failure that is worth %p', (retries) => {
    expect(retryDelayMs(failure(retries, 0), 1, 0.5)).toBeUndefined();
  });

  it.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [4, 1_600],
    [5, 2_000],
    [50, 2_000],
  ])('number %i is made at any time up to %i ms later', (attempt, boundMs) => {
    expect(retryDelayMs(failure(100), attempt, 0)).toBe(0);
    expect(retryDelayMs(failure(100), attempt, 0.25)).toBe(boundMs / 4);
    expect(retryDelayMs(failure(100), attempt, ALMOST_ONE)).toBeLessThanOrEqual(boundMs);
    expect(retryDelayMs(failure(100), attempt, ALMOST_ONE)).toBeGreaterThan(boundMs - 1);
  });

  it('is not made before the upstream wants it', () => {
    expect(retryDelayMs(failure(2, 7_000), 1, 0.5)).toBe(7_000);
    expect(retryDelayMs(failure(2, 60), 1, 0.5)).toBe(100);
  });
});
