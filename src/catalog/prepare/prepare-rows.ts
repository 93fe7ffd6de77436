import { createHash } from 'node:crypto';

import { IMAGE_FIELDS, type Image } from '../../domain/image.js';
import { compareCodeUnits } from '../sort-fields.js';
import { ByteWriter } from './byte-writer.js';
import type { PreparedJson } from './prepared-catalog.js';

/** A catalogue's content and its version, before anything is indexed. */
export interface PreparedRows {
  readonly version: string;
  /** In the order of id, then source. */
  readonly images: readonly Image[];
  readonly json: PreparedJson;
}

const OPENINGS = IMAGE_FIELDS.map((field, index) => `${index === 0 ? '{' : ','}"${field}":`);

/**
 * Sorts images, writes them as JSON and finds the version: all that is needed to tell whether the content is a
 * new one. Leaves the list that it is given as it is.
 *
 * @param images ids and sources together are unique
 */
export function prepareRows(images: readonly Image[]): PreparedRows {
  const sorted = images.toSorted(
    (a, b) => compareCodeUnits(a.id, b.id) || compareCodeUnits(a.source, b.source),
  );
  const sha256 = createHash('sha256');
  const writer = new ByteWriter();
  const fieldEnds = new Uint32Array(sorted.length * IMAGE_FIELDS.length);
  writer.write('[');
  for (const [position, image] of sorted.entries()) {
    if (position > 0) writer.write(',');
    const start = writer.length;
    writeImage(writer, image, fieldEnds.subarray(position * IMAGE_FIELDS.length));
    sha256.update(writer.since(start)).update('\n');
  }
  writer.write(']');
  return {
    version: sha256.digest('hex').slice(0, 16),
    images: sorted,
    json: { bytes: writer.finish(), fieldEnds },
  };
}

function writeImage(writer: ByteWriter, image: Image, ends: Uint32Array): void {
  for (const [index, field] of IMAGE_FIELDS.entries()) {
    writer.write(OPENINGS[index] + JSON.stringify(image[field]));
    ends[index] = writer.length;
  }
  writer.write('}');
}
