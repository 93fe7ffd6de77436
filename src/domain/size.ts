const UNITS = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
} as const;

type Unit = keyof typeof UNITS;

/** The form as a regular expression, for documentation. */
export const SIZE_PATTERN = `^(\\d+)(?:(\\.\\d+)?(${Object.keys(UNITS).join('|')}))?$`;

const SIZE = new RegExp(SIZE_PATTERN);
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** How a size is written, for error texts and documentation. */
export const SIZE_FORM = `a whole number of bytes, or a number with one of ${Object.keys(UNITS).join(', ')} (such as 20GiB)`;

/**
 * Reads a size such as `1024`, `20GiB` or `1.5GB` into bytes.
 *
 * The result may have a fraction (`1.1KiB`) and may lie above 2^53-1: bounds are the caller's.
 *
 * @returns `undefined` when the text is not of that form.
 */
export function parseSize(text: string): number | undefined {
  const [, whole, fraction = '', unit = 'B'] = SIZE.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const wholeNumber = Number(whole);
  // a product of whole numbers is exact, or as near as a number can be
  if (fraction === '' && Number.isSafeInteger(wholeNumber)) return wholeNumber * UNITS[unit as Unit];
  // in whole numbers, because a product of doubles misses them: 1.005 * 1000 is 1004.9999999999999
  const digits = fraction.slice(1);
  const scale = 10n ** BigInt(digits.length);
  const scaled = BigInt(whole + digits) * BigInt(UNITS[unit as Unit]);
  const rest = String(scaled % scale).padStart(digits.length, '0');
  return Number(scaled / scale) + Number(`0.${rest}`);
}

/**
 * Writes bytes in IEC units with at most one decimal, `1778843648` as `1.7 GiB`.
 *
 * The unit is the first in which the rounded number is below 1024, `.0` is dropped, and the locale of the
 * machine plays no part. Above PiB the number may be larger.
 */
export function formatSize(bytes: number): string {
  for (const [power, unit] of IEC.entries()) {
    const rounded = Math.round((bytes / 1024 ** power) * 10) / 10;
    if (rounded < 1024 || power === IEC.length - 1) return `${rounded} ${unit}`;
  }
  throw new RangeError('not reached: the last unit always answers');
}
