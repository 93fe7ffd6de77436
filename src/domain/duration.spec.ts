import { parseDurationMs } from './duration.js';

describe('parseDurationMs', () => {
  it.each([
    ['0ms', 0],
    ['500ms', 500],
    ['10s', 10_000],
    ['010s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['720h', 2_592_000_000],
    ['999999999999ms', 999_999_999_999],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    '10',
    's',
    '10 s',
    ' 10s',
    '10s ',
    '10s\n',
    '-1s',
    '+1s',
    '1.5s',
    '1e3ms',
    '1m30s',
    '10S',
    '10sec',
    '1d',
    '0x10s',
    '1000000000000ms',
    '١s',
    'Infinitys',
  ])('does not take %j', (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  });
});
