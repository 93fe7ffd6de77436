import { IMAGE_FIELDS, type ImageField } from '../../domain/image.js';
import type { PackedTexts, PreparedCatalog, PreparedJson } from '../prepare/prepared-catalog.js';

const FIELDS = IMAGE_FIELDS.length;
const ID_START = '{"id":"'.length;

/** Fields that follow one another, from `first` to `last`, by their place in the documented order. */
interface FieldRun {
  readonly first: number;
  readonly last: number;
}

/** The images as they were written when the catalogue was made: by position, as UTF-8. */
export class ImageRows {
  private readonly json: PreparedJson;
  private readonly csv: PackedTexts;

  constructor({ json, csv }: Pick<PreparedCatalog, 'json' | 'csv'>) {
    this.json = json;
    this.csv = csv;
  }

  /** All images as one JSON list; not to be changed. */
  get jsonList(): Uint8Array {
    return this.json.bytes;
  }

  /** An image as JSON; not to be changed. */
  jsonOf(position: number): Uint8Array {
    const { bytes, fieldEnds } = this.json;
    return bytes.subarray(this.startOf(position), fieldEnds[(position + 1) * FIELDS - 1]! + 1);
  }

  /**
   * The pieces of an image's JSON that hold some fields, in the documented order; to be joined by commas within
   * braces. Fields that follow one another are one piece.
   */
  piecesOf(position: number, runs: readonly FieldRun[]): Uint8Array[] {
    const { bytes, fieldEnds } = this.json;
    const base = position * FIELDS;
    return runs.map(({ first, last }) => {
      const before = first === 0 ? this.startOf(position) : fieldEnds[base + first - 1]!;
      return bytes.subarray(before + 1, fieldEnds[base + last]);
    });
  }

  /** An image as a line of CSV with its end of line; not to be changed. */
  csvOf(position: number): Uint8Array {
    const { bytes, ends } = this.csv;
    return bytes.subarray(position === 0 ? 0 : ends[position - 1], ends[position]);
  }

  idOf(position: number): string {
    const start = this.startOf(position) + ID_START;
    return Buffer.from(this.json.bytes.buffer).toString(
      'latin1',
      start,
      this.json.fieldEnds[position * FIELDS]! - 1,
    );
  }

  /** Below, above or equal to 0 as an image's id comes before, behind or is the one given. No id needs an escape. */
  compareId(position: number, id: string): number {
    const { bytes, fieldEnds } = this.json;
    const start = this.startOf(position) + ID_START;
    const length = fieldEnds[position * FIELDS]! - 1 - start;
    for (let at = 0; at < length && at < id.length; at++) {
      const difference = bytes[start + at]! - id.charCodeAt(at);
      if (difference !== 0) return difference;
    }
    return length - id.length;
  }

  /** Where an image's JSON begins: behind the list's bracket, or behind the former image's brace and a comma. */
  private startOf(position: number): number {
    return position === 0 ? 1 : this.json.fieldEnds[position * FIELDS - 1]! + 2;
  }
}

/** Where fields in the documented order follow one another. */
export function fieldRuns(fields: readonly ImageField[]): readonly FieldRun[] {
  const runs: { first: number; last: number }[] = [];
  for (const field of fields) {
    const index = IMAGE_FIELDS.indexOf(field);
    const run = runs.at(-1);
    if (run && run.last + 1 === index) run.last = index;
    else runs.push({ first: index, last: index });
  }
  return runs;
}
