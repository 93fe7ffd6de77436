import { ManualClock } from '../../test/support/manual-clock.js';
import { RecentPeak } from './recent-peak.js';

describe('a recent peak', () => {
  it('is the greatest value, for at least 15 and at most 30 seconds', () => {
    const clock = new ManualClock();
    const peak = new RecentPeak(clock);
    expect(peak.read()).toBe(0);
    clock.advance(14_000);
    peak.note(7);
    peak.note(3);
    expect(peak.read()).toBe(7);
    clock.advance(15_000);
    peak.note(5);
    expect(peak.read()).toBe(7);
    clock.advance(1_000);
    expect(peak.read()).toBe(5);
    clock.advance(60_000);
    expect(peak.read()).toBe(0);
  });
});
