import { isImageId, type Image } from '../../domain/image.js';
import { formatSize } from '../../domain/size.js';
import { familyOf } from '../normalise/family.js';
import { readOsFields } from '../normalise/os-fields.js';
import { publishProperties } from '../normalise/properties.js';
import { parseReleaseDate } from '../normalise/release-date.js';
import { parseReleaseName } from '../normalise/release-name.js';
import { RowReader } from '../normalise/row-reader.js';
import { ownValue, readObject, readText } from '../normalise/scalars.js';

/** What a row's mapping depends on besides the row. */
export interface MappingRules {
  /** The configured id of the upstream. */
  readonly source: string;
  /** Whether callers may see the property of this key. */
  readonly allowsProperty: (key: string) => boolean;
  /** Replaces every secret of ours in a text by `***`. */
  readonly mask: (text: string) => string;
}

/** What became of one row. */
export interface MappedRow {
  /** `undefined` when the row cannot be used: it is no object, or its id is missing or not addressable. */
  readonly image: Image | undefined;
  /** How many fields of the image were there but unreadable, and are `null` or their default now. */
  readonly unreadable: number;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UNUSABLE: MappedRow = { image: undefined, unreadable: 0 };

/**
 * Turns one row of the vendor's v1.0 image list into an image; never throws, whatever the row.
 *
 * The list knows nothing of tags, checksums and container formats, and cannot tell a shared image from a
 * private one. Its GB of disk are GiB and its MB of memory MiB, as OpenStack counts them.
 */
export function mapToastImage(row: unknown, rules: MappingRules): MappedRow {
  const fields = readObject(row, ignore);
  if (fields === null) return UNUSABLE;
  const reader = new RowReader(fields, rules.mask);
  const id = usableId(reader.text('id'));
  if (id === undefined) return UNUSABLE;
  const image = readImage(id, reader, rules);
  return { image, unreadable: reader.unreadable };
}

/** The row's id exactly as the upstream wrote it, for use as a paging marker; `undefined` when it has none. */
export function rawImageId(row: unknown): string | undefined {
  const fields = readObject(row, ignore);
  return fields === null ? undefined : (readText(ownValue(fields, 'id'), ignore) ?? undefined);
}

function readImage(id: string, reader: RowReader, rules: MappingRules): Image {
  const name = reader.text('name');
  const release = name === null ? null : parseReleaseName(name);
  const status = reader.word('status') ?? 'unknown';
  const sizeBytes = readSize(reader, status);
  const minDiskBytes = reader.minimumBytes('minDisk', GIB);
  const minRamBytes = reader.minimumBytes('minRam', MIB);
  const properties = reader.properties('properties');
  const releaseDate = reader.parsed(properties.get('release_date') || null, parseReleaseDate);
  return {
    id,
    source: rules.source,
    name,
    family: release === null ? null : familyOf(release),
    status,
    visibility: reader.flag('isPublic') === true ? 'public' : 'private',
    protected: reader.flag('protected') ?? false,
    diskFormat: reader.word('diskFormat'),
    containerFormat: null,
    sizeBytes,
    sizeText: sizeBytes === null ? null : formatSize(sizeBytes),
    minDiskBytes,
    minDiskText: formatSize(minDiskBytes),
    minRamBytes,
    minRamText: formatSize(minRamBytes),
    ...readOsFields(properties),
    releaseDate: releaseDate ?? release?.date ?? null,
    tags: [],
    checksum: null,
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
    properties: publishProperties(properties, rules.allowsProperty),
  };
}

/** While an image is not active, a size of 0 says that it is not known yet. */
function readSize(reader: RowReader, status: string): number | null {
  const size = reader.count('size');
  return size === 0 && status !== 'active' ? null : size;
}

function usableId(text: string | null): string | undefined {
  if (text === null) return undefined;
  const id = UUID.test(text) ? text.toLowerCase() : text;
  return isImageId(id) ? id : undefined;
}

function ignore(): void {}
