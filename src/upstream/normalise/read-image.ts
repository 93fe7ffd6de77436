import type { Image } from '../../domain/image.js';
import { formatSize } from '../../domain/size.js';
import { familyOf } from './family.js';
import type { MappingRules } from './mapped-row.js';
import { readOsFields } from './os-fields.js';
import { publishProperties } from './properties.js';
import { parseVendorDate } from '../../domain/vendor-date.js';
import { parseReleaseName } from './release-name.js';
import type { RowReader } from './row-reader.js';

/** How an API calls the fields that all of them have. */
export interface FieldNames {
  readonly diskFormat: string;
  /** In GB, which are GiB as OpenStack counts them. */
  readonly minDisk: string;
  /** In MB, which are MiB. */
  readonly minRam: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What each API tells in its own way, or not at all. */
export interface OwnFields extends Pick<Image, 'visibility' | 'containerFormat' | 'tags' | 'checksum'> {
  /** All of them, also those that callers may not see. */
  readonly properties: ReadonlyMap<string, string>;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Makes an image of a row: what is read alike whatever the API, and what that API has read itself. */
export function readImage(
  id: string,
  reader: RowReader,
  names: FieldNames,
  own: OwnFields,
  rules: MappingRules,
): Image {
  const name = reader.text('name');
  const release = name === null ? null : parseReleaseName(name);
  const status = reader.word('status') ?? 'unknown';
  const sizeBytes = readSize(reader, status);
  const minDiskBytes = reader.minimumBytes(names.minDisk, GIB);
  const minRamBytes = reader.minimumBytes(names.minRam, MIB);
  const releaseDate = reader.parsed(own.properties.get('release_date') || null, parseVendorDate);
  return {
    id,
    source: rules.source,
    name,
    family: release === null ? null : familyOf(release),
    status,
    visibility: own.visibility,
    protected: reader.flag('protected') ?? false,
    diskFormat: reader.word(names.diskFormat),
    containerFormat: own.containerFormat,
    sizeBytes,
    sizeText: sizeBytes === null ? null : formatSize(sizeBytes),
    minDiskBytes,
    minDiskText: formatSize(minDiskBytes),
    minRamBytes,
    minRamText: formatSize(minRamBytes),
    ...readOsFields(own.properties),
    releaseDate: releaseDate ?? release?.date ?? null,
    tags: own.tags,
    checksum: own.checksum,
    createdAt: reader.time(names.createdAt),
    updatedAt: reader.time(names.updatedAt),
    properties: publishProperties(own.properties, rules.allowsProperty),
  };
}

/** While an image is not active, a size of 0 says that it is not known yet. */
function readSize(reader: RowReader, status: string): number | null {
  const size = reader.count('size');
  return size === 0 && status !== 'active' ? null : size;
}
