import { toUSVString } from 'node:util';

import { IMAGE_FIELDS, type Image, type ImageField } from '../../domain/image.js';
import type { PackedTexts, PreparedCatalog, PreparedJson } from '../prepare/prepared-catalog.js';

/** Fields that hold a text, or nothing. */
type TextField = {
  [F in ImageField]: Image[F] extends string | null ? F : never;
}[ImageField];

const FIELDS = IMAGE_FIELDS.length;
const ID_START = '{"id":"'.length;
const [BRACE_OPEN, BRACE_CLOSE, COMMA] = [0x7b, 0x7d, 0x2c];

/** Fields that follow one another, from `first` to `last`, by their place in the documented order. */
export interface FieldRun {
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

  /** An image as JSON; not to be changed. */
  jsonOf(position: number): Uint8Array {
    return this.json.bytes.subarray(this.startOf(position), this.endOf(position));
  }

  /** The value of a field as JSON; not to be changed. */
  valueOf(position: number, field: ImageField): Uint8Array {
    const at = IMAGE_FIELDS.indexOf(field);
    const run = { first: at, last: at };
    const start = this.runStart(position, run) + `"${field}":`.length;
    return this.json.bytes.subarray(start, this.runEnd(position, run));
  }

  /** The text in a field, in well-formed UTF-16; `null` where there is none. */
  textOf(position: number, field: TextField): string | null {
    // written from such a field
    const text = JSON.parse(Buffer.from(this.valueOf(position, field)).toString()) as string | null;
    return text === null ? null : toUSVString(text);
  }

  /** How many bytes `copy` writes. */
  lengthOf(positions: readonly number[], runs: readonly FieldRun[] | undefined): number {
    let length = 0;
    for (const position of positions) {
      if (!runs) length += this.endOf(position) - this.startOf(position) + 1;
      else {
        for (const run of runs) length += this.runEnd(position, run) - this.runStart(position, run) + 1;
        length += 2;
      }
    }
    return length;
  }

  /**
   * Writes images as JSON, each with a separator behind it.
   *
   * @param runs the fields to write; `undefined` for all
   * @param separator a byte, a comma unless told otherwise
   * @returns where it ended in `target`
   */
  copy(
    positions: readonly number[],
    runs: readonly FieldRun[] | undefined,
    target: Uint8Array,
    start: number,
    separator = COMMA,
  ): number {
    let at = start;
    for (const position of positions) {
      at = runs
        ? this.copyFields(position, runs, target, at)
        : this.copyBytes(this.startOf(position), this.endOf(position), target, at);
      target[at++] = separator;
    }
    return at;
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

  private copyFields(position: number, runs: readonly FieldRun[], target: Uint8Array, start: number): number {
    let at = start;
    for (const [index, run] of runs.entries()) {
      target[at++] = index === 0 ? BRACE_OPEN : COMMA;
      at = this.copyBytes(this.runStart(position, run), this.runEnd(position, run), target, at);
    }
    target[at++] = BRACE_CLOSE;
    return at;
  }

  private copyBytes(from: number, to: number, target: Uint8Array, at: number): number {
    target.set(this.json.bytes.subarray(from, to), at);
    return at + to - from;
  }

  /** Where an image's JSON begins: behind the list's bracket, or behind the former image's brace and a comma. */
  private startOf(position: number): number {
    return position === 0 ? 1 : this.json.fieldEnds[position * FIELDS - 1]! + 2;
  }

  private endOf(position: number): number {
    return this.json.fieldEnds[(position + 1) * FIELDS - 1]! + 1;
  }

  /** Behind the brace or comma that stands before the first field. */
  private runStart(position: number, { first }: FieldRun): number {
    return (first === 0 ? this.startOf(position) : this.json.fieldEnds[position * FIELDS + first - 1]!) + 1;
  }

  private runEnd(position: number, { last }: FieldRun): number {
    return this.json.fieldEnds[position * FIELDS + last]!;
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
