import { retryAfterMs } from './retry-after.js';

const NOW = Date.UTC(2026, 0, 5, 2, 0, 0);

// These hold in every zone: run them under TZ=Asia/Seoul and TZ=America/New_York too.
describe('the Retry-After of an upstream', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 120 ', 120_000],
    ['999999999', 999_999_999_000],
    ['Mon, 05 Jan 2026 02:00:30 GMT', 30_000],
    ['Mon, 05 Jan 2026 02:00:00 GMT', 0],
    ['Mon, 05 Jan 2026 01:59:00 GMT', 0],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    [' Tue, 06 Jan 2026 02:00:00 GMT ', 86_400_000],
  ])('%p is %i ms', (field, ms) => {
    expect(retryAfterMs(field, NOW)).toBe(ms);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'soon',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '7 s',
    '2026-01-05T02:00:30Z',
    'Mon, 05 Jan 2026 02:00:30',
    'Mon, 05 Jan 2026 02:00:30 KST',
    'Mon, 05 Foo 2026 02:00:30 GMT',
    7,
    ['7'],
  ])('%p says nothing', (field) => {
    expect(retryAfterMs(field, NOW)).toBeUndefined();
  });

  it.each(['Monday, 05-Jan-26 02:00:30 GMT', 'Mon Jan  5 02:00:30 2026'])(
    'reads the older date %p',
    (field) => {
      expect(retryAfterMs(field, NOW)).toBe(30_000);
    },
  );

  it('takes any number of digits for a long time, and not for nothing', () => {
    expect(retryAfterMs('99999999999', NOW)).toBeGreaterThan(600_000);
  });
});
