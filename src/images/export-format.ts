import { preferredType } from '../http/accepted-types.js';
import { CSV_TYPE, NDJSON_TYPE } from '../http/media-types.js';

/** The forms of an export by the names that a query gives them, the preferred one first. */
const TYPES = { csv: CSV_TYPE, ndjson: NDJSON_TYPE } as const;

export type ExportFormat = keyof typeof TYPES;

// the keys of TYPES are the formats, by its type
export const EXPORT_FORMATS = Object.keys(TYPES) as ExportFormat[];
export const EXPORT_TYPES: readonly string[] = Object.values(TYPES);

export function typeOf(format: ExportFormat): string {
  return TYPES[format];
}

/**
 * The form that a caller wants: what the query names, else what `Accept` prefers.
 *
 * @param named valid
 * @param accept takes one of them at least; the door has asked
 */
export function chosenFormat(named: string | undefined, accept: string | undefined): ExportFormat {
  const type = preferredType(accept, EXPORT_TYPES);
  return EXPORT_FORMATS.find((format) => (named === undefined ? TYPES[format] === type : format === named))!;
}
