import { parseVendorDate } from './vendor-date.js';

describe('parseVendorDate', () => {
  it.each([
    ['2026.03.10', '2026-03-10'],
    ['2026.03.10.', '2026-03-10'],
    ['2026-03-10', '2026-03-10'],
    ['2020. 02. 18.', '2020-02-18'],
    [' 2020.02.29 ', '2020-02-29'],
  ])('reads %p as %p', (text, expected) => {
    expect(parseVendorDate(text)).toBe(expected);
  });

  it.each([
    '',
    'null',
    '2026.02.30',
    '2026.13.01',
    '2026.00.01',
    '2025.02.29',
    '2026.3.10',
    '2026.03-10',
    '2026/03/10',
    '20260310',
    '10.03.2026',
    '2026-03-10T00:00:00Z',
    '(2026.03.10)',
    `2026.${' '.repeat(100_000)}03`,
  ])('finds no date in %p', (text) => {
    expect(parseVendorDate(text)).toBeNull();
  });
});
