import type { Image } from '../../domain/image.js';
import { mapRow, type MappedRow, type MappingRules } from '../normalise/mapped-row.js';
import { readImage, type FieldNames } from '../normalise/read-image.js';
import type { RowReader } from '../normalise/row-reader.js';

const NAMES: FieldNames = {
  diskFormat: 'diskFormat',
  minDisk: 'minDisk',
  minRam: 'minRam',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
};

/**
 * Turns one row of the vendor's v1.0 image list into an image; never throws, whatever the row.
 *
 * The list knows nothing of tags, checksums and container formats, and cannot tell a shared image from a
 * private one.
 */
export function mapToastImage(row: unknown, rules: MappingRules): MappedRow {
  return mapRow(row, rules, (id, reader) => read(id, reader, rules));
}

function read(id: string, reader: RowReader, rules: MappingRules): Image {
  const own = {
    visibility: reader.flag('isPublic') === true ? 'public' : 'private',
    containerFormat: null,
    tags: [],
    checksum: null,
    properties: reader.properties('properties'),
  };
  return readImage(id, reader, NAMES, own, rules);
}
