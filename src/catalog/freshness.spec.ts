import { UpstreamError } from '../upstream/upstream.errors.js';
import { freshnessOf, type FreshnessRules } from './freshness.js';

const RULES: FreshnessRules = { freshForMs: 60_000, staleForMs: 86_400_000 };
const FAILURE = new UpstreamError('UPSTREAM_UNAVAILABLE', 'busy');

describe('how current an answer is', () => {
  it.each([
    [0, 0, 60, 86_400, 'no'],
    [999, 0, 59, 86_400, 'no'],
    [1_000, 1, 59, 86_400, 'no'],
    [18_000, 18, 42, 86_400, 'no'],
    [59_999, 59, 0, 86_400, 'no'],
    [60_000, 60, 0, 86_400, 'revalidate'],
    [60_001, 60, -1, 86_399, 'revalidate'],
    [370_000, 370, -310, 86_090, 'revalidate'],
    [86_459_999, 86_459, -86_400, 0, 'revalidate'],
  ])('after %i ms', (ageMs, ageSeconds, ttlSeconds, staleSeconds, stale) => {
    expect(freshnessOf(ageMs, RULES, undefined)).toEqual({ ageSeconds, ttlSeconds, staleSeconds, stale });
  });

  it('names a failed refresh only once freshness is over', () => {
    expect(freshnessOf(59_999, RULES, FAILURE).stale).toBe('no');
    expect(freshnessOf(60_000, RULES, FAILURE).stale).toBe('error');
  });

  it('never promises a time below zero', () => {
    expect(freshnessOf(500, { freshForMs: 1_000, staleForMs: 0 }, undefined).staleSeconds).toBe(0);
    expect(freshnessOf(9_000, { freshForMs: 1_000, staleForMs: 0 }, undefined).staleSeconds).toBe(0);
  });
});
