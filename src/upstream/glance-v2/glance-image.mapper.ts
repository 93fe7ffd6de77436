import type { Image } from '../../domain/image.js';
import { mapRow, type MappedRow, type MappingRules } from '../normalise/mapped-row.js';
import { readImage, type FieldNames } from '../normalise/read-image.js';
import type { RowReader } from '../normalise/row-reader.js';

const NAMES: FieldNames = {
  diskFormat: 'disk_format',
  minDisk: 'min_disk',
  minRam: 'min_ram',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

/**
 * The fields that every row has (Image API v2, "Show image"); whatever else is there is a property. Of these only
 * those are read that an image of ours has: `locations`, `direct_url` and `stores` say where the cloud keeps its
 * data, `self`, `file` and `schema` are addresses of its own.
 */
const BASE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'status',
  'visibility',
  'protected',
  'os_hidden',
  'owner',
  'tags',
  'size',
  'virtual_size',
  'min_disk',
  'min_ram',
  'disk_format',
  'container_format',
  'checksum',
  'os_hash_algo',
  'os_hash_value',
  'created_at',
  'updated_at',
  'self',
  'file',
  'schema',
  'stores',
  'locations',
  'direct_url',
]);

/** Turns one row of a Glance v2 image list into an image; never throws, whatever the row. */
export function mapGlanceImage(row: unknown, rules: MappingRules): MappedRow {
  return mapRow(row, rules, (id, reader) => read(id, reader, rules));
}

function read(id: string, reader: RowReader, rules: MappingRules): Image {
  const own = {
    visibility: reader.word('visibility') ?? 'private',
    containerFormat: reader.word('container_format'),
    tags: reader.texts('tags'),
    checksum: reader.text('checksum'),
    properties: withOwner(reader.others(BASE_FIELDS), reader, rules),
  };
  return readImage(id, reader, NAMES, own, rules);
}

/** The project that an image belongs to is nobody's business, unless a setting names it in full. */
function withOwner(
  properties: ReadonlyMap<string, string>,
  reader: RowReader,
  { publishesOwner }: MappingRules,
): ReadonlyMap<string, string> {
  const owner = publishesOwner === true ? reader.text('owner') : null;
  return owner === null ? properties : new Map([...properties, ['owner', owner]]);
}
