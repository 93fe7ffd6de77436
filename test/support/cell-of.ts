import type { Image, ImageField } from '../../src/domain/image.js';

/** What a cell of an export must hold, by a reading of its own: as UTF-8, which has no lone surrogates. */
export function cellOf(value: Image[ImageField]): string {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const isFormula = typeof value === 'string' && '=+-@\t\r'.includes(text[0] ?? 'x');
  return Buffer.from(isFormula ? `'${text}` : text).toString();
}
