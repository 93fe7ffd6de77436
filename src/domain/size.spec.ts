import fc from 'fast-check';

import { formatSize, parseSize } from './size.js';

describe('parseSize', () => {
  it.each([
    ['0', 0],
    ['1024', 1_024],
    ['007', 7],
    ['5B', 5],
    ['1kB', 1e3],
    ['1MB', 1e6],
    ['1GB', 1e9],
    ['1TB', 1e12],
    ['1KiB', 1_024],
    ['1MiB', 1_048_576],
    ['20GiB', 21_474_836_480],
    ['1TiB', 1_099_511_627_776],
    ['1.5GB', 1_500_000_000],
    ['0.5KiB', 512],
    ['1.50KiB', 1_536],
    ['1.0B', 1],
    ['1.005kB', 1_005],
    ['0.29GB', 290_000_000],
    ['4.35MB', 4_350_000],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it('may have a fraction of a byte', () => {
    expect(parseSize('1.1KiB')).toBeCloseTo(1_126.4, 6);
    expect(parseSize('1.5B')).toBe(1.5);
  });

  it.each(['9007199254740992', '9000TiB', '99999999999999999999999'])('tells that %s is too much', (text) => {
    expect(parseSize(text)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+5',
    ' 5',
    '5 ',
    '5 GiB',
    '1e3',
    '0x10',
    '1.0',
    '1.5',
    '.5GB',
    '1.GB',
    '1,5GB',
    '1_000',
    '5gib',
    '5KB',
    '5kb',
    '5KIB',
    '5G',
    '5Gi',
    '5PiB',
    '5GiBs',
    'GiB',
    'NaN',
    'Infinity',
    '٥',
    '5\n',
  ])('does not take %j', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1_023, '1023 B'],
    [1_024, '1 KiB'],
    [1_536, '1.5 KiB'],
    [1_587, '1.5 KiB'],
    [1_588, '1.6 KiB'],
    [1_048_575, '1 MiB'],
    [1_048_524, '1023.9 KiB'],
    [1_048_525, '1 MiB'],
    [1_073_741_823, '1 GiB'],
    [1_778_843_648, '1.7 GiB'],
    [21_474_836_480, '20 GiB'],
    [1_099_511_627_776, '1 TiB'],
    [1_125_899_906_842_624, '1 PiB'],
    [Number.MAX_SAFE_INTEGER, '8 PiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it('is a number below 1024 with at most one decimal, near the truth', () => {
    const powers = { B: 0, KiB: 1, MiB: 2, GiB: 3, TiB: 4, PiB: 5 } as const;
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        const match = /^(\d{1,4}(?:\.[1-9])?) ([KMGTP]iB|B)$/.exec(formatSize(bytes));
        const [count, unit] = [Number(match?.[1]), 1_024 ** powers[match?.[2] as keyof typeof powers]];
        expect(count).toBeLessThan(1_024);
        expect(Math.abs(count * unit - bytes)).toBeLessThanOrEqual(0.05 * unit * (1 + 1e-9));
      }),
    );
  });
});
