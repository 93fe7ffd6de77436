import { IMAGE_FIELDS, type Image } from '../../domain/image.js';

/** With these a spreadsheet takes a text for a formula (OWASP, CSV injection); some take the full-width ones, too. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** With these a cell is quoted (RFC 4180, 2.6). */
const SPECIAL = /["\r\n,]/;

/**
 * An image as a line of CSV (RFC 4180), ended by CRLF: its fields in the documented order, lists and objects as
 * JSON, unknown values empty.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are left alone.
 */
export function csvLine(image: Image): string {
  return IMAGE_FIELDS.map((field) => cell(image[field])).join(',') + '\r\n';
}

function cell(value: Image[keyof Image]): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return SPECIAL.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
