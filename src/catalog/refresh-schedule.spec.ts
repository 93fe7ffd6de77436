import { cooldownMs, DOUBT_DELAY_MS, FORCED_REFRESH_EVERY_MS, refreshDelayMs } from './refresh-schedule.js';

const ALMOST_ONE = 1 - Number.EPSILON;

describe('the cooldown after a failed refresh', () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [4, 40_000],
    [5, 60_000],
    [6, 60_000],
    [1_000_000, 60_000],
  ])('number %i in a row is %i ms, 20 %% more or less', (failures, steadyMs) => {
    expect(cooldownMs(failures, undefined, 0)).toBeCloseTo(0.8 * steadyMs, 6);
    expect(cooldownMs(failures, undefined, 0.5)).toBeCloseTo(steadyMs, 6);
    expect(cooldownMs(failures, undefined, ALMOST_ONE)).toBeCloseTo(1.2 * steadyMs, 6);
  });

  it('is what the upstream asks for, if that is longer', () => {
    expect(cooldownMs(1, 120_000, 0.5)).toBe(120_000);
    expect(cooldownMs(5, 70_000, ALMOST_ONE)).toBeCloseTo(72_000, 6);
    expect(cooldownMs(1, 0, 0.5)).toBe(5_000);
  });

  it('is at most 10 minutes, whatever the upstream asks for', () => {
    expect(cooldownMs(1, 600_001, 0.5)).toBe(600_000);
    expect(cooldownMs(9, Number.MAX_SAFE_INTEGER, 0.5)).toBe(600_000);
  });
});

describe('the next refresh', () => {
  it.each([1, 1_000, 60_000, 2_592_000_000])('comes before a freshness of %i ms ends', (freshForMs) => {
    expect(refreshDelayMs(freshForMs)).toBeLessThan(freshForMs);
    expect(refreshDelayMs(freshForMs)).toBeGreaterThan(freshForMs / 2);
  });

  it('after a doubted listing comes within 5 s', () => {
    expect(DOUBT_DELAY_MS).toBeGreaterThan(0);
    expect(DOUBT_DELAY_MS).toBeLessThanOrEqual(5_000);
  });

  it('that callers force comes at most every 5 s', () => {
    expect(FORCED_REFRESH_EVERY_MS).toBe(5_000);
  });
});
