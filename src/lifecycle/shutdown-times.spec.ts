import { shutdownTimes, workerTimeoutMs } from './shutdown-times.js';

describe('the times of a stop', () => {
  it.each([
    [10_000, { acceptMs: 500, lastCallMs: 9_000, cutMs: 9_700, closeMs: 9_800, endMs: 9_900 }],
    [2_000, { acceptMs: 500, lastCallMs: 1_500, cutMs: 1_700, closeMs: 1_800, endMs: 1_900 }],
    [400, { acceptMs: 200, lastCallMs: 300, cutMs: 320, closeMs: 360, endMs: 380 }],
  ])('leave answers nearly all of %i ms', (timeoutMs, times) => {
    expect(shutdownTimes(timeoutMs, 500)).toEqual(times);
  });

  it.each([10, 100, 1_000, 10_000, 3_600_000])('let workers end before their primary: %i ms', (timeoutMs) => {
    const primary = shutdownTimes(timeoutMs, 0);
    const worker = shutdownTimes(workerTimeoutMs(timeoutMs), 0);
    expect(worker.cutMs).toBeLessThan(worker.endMs);
    expect(worker.endMs).toBeLessThan(primary.closeMs);
  });
});
