import type { CatalogView } from '../catalog/catalog-view.js';
import { fieldRuns } from '../catalog/lookup/image-rows.js';
import type { StreamedRows } from '../answers/streamed-answer.js';
import { IMAGE_FIELDS, type ImageField } from '../domain/image.js';
import type { ExportFormat } from './export-format.js';

type Rows = CatalogView['rows'];
type RowWriter = Omit<StreamedRows, 'positions'>;

const [NEWLINE, RETURN, COMMA, QUOTE] = [0x0a, 0x0d, 0x2c, 0x22];

/**
 * How the images of an export are written. They were written when the catalogue was made; here they are copied.
 *
 * @param fields in the documented order; `undefined` for all
 */
export function rowWriter(
  rows: Rows,
  format: ExportFormat,
  fields: readonly ImageField[] | undefined,
): RowWriter {
  if (format === 'ndjson') return ndjson(rows, fields);
  return fields ? csvOfFields(rows, fields) : csv(rows);
}

function ndjson(rows: Rows, fields: readonly ImageField[] | undefined): RowWriter {
  const runs = fields && fieldRuns(fields);
  return {
    start: Buffer.alloc(0),
    lengthOf: (position) => rows.lengthOf([position], runs),
    write: (position, target, at) => rows.copy([position], runs, target, at, NEWLINE),
  };
}

function csv(rows: Rows): RowWriter {
  return {
    start: csvHeader(IMAGE_FIELDS),
    lengthOf: (position) => rows.csvOf(position).length,
    write: (position, target, at) => {
      const line = rows.csvOf(position);
      target.set(line, at);
      return at + line.length;
    },
  };
}

/** Takes cells out of the prepared lines, which have no index of their own: that would cost memory for all. */
function csvOfFields(rows: Rows, fields: readonly ImageField[]): RowWriter {
  const columns = fields.map((field) => IMAGE_FIELDS.indexOf(field));
  const ends = new Int32Array(IMAGE_FIELDS.length);
  const startOf = (column: number): number => (column === 0 ? 0 : ends[column - 1]! + 1);
  return {
    start: csvHeader(fields),
    lengthOf: (position) => {
      findCells(rows.csvOf(position), ends);
      return columns.reduce((sum, column) => sum + ends[column]! - startOf(column) + 1, 1);
    },
    write: (position, target, start) => {
      const line = rows.csvOf(position);
      findCells(line, ends);
      let at = start;
      for (const column of columns) {
        if (at > start) target[at++] = COMMA;
        const cell = line.subarray(startOf(column), ends[column]);
        target.set(cell, at);
        at += cell.length;
      }
      target[at++] = RETURN;
      target[at++] = NEWLINE;
      return at;
    },
  };
}

/** Finds where each cell of a line ends: at a comma that is not within quotes, or before the end of the line. */
function findCells(line: Uint8Array, ends: Int32Array): void {
  let [cell, isQuoted] = [0, false];
  for (let at = 0; at < line.length; at++) {
    const byte = line[at];
    // a doubled quote ends a quotation and begins it again
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === COMMA && !isQuoted) ends[cell++] = at;
  }
  ends[cell] = line.length - 2;
}

function csvHeader(fields: readonly ImageField[]): Buffer {
  return Buffer.from(`${fields.join()}\r\n`);
}
