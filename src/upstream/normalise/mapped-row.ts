import { isImageId, type Image } from '../../domain/image.js';
import { RowReader } from './row-reader.js';
import { ownValue, readObject, readText } from './scalars.js';

/** What a row's mapping depends on besides the row. */
export interface MappingRules {
  /** The configured id of the upstream. */
  readonly source: string;
  /** Whether callers may see the property of this key. */
  readonly allowsProperty: (key: string) => boolean;
  /** Whether they may see to which project an image belongs, as the property `owner`, where an API tells it. */
  readonly publishesOwner?: boolean;
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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UNUSABLE: MappedRow = { image: undefined, unreadable: 0 };

/**
 * Turns one row of an image list, whose id is in its field `id`, into an image; never throws, whatever the row.
 *
 * @param read makes the image of the other fields
 */
export function mapRow(
  row: unknown,
  { mask }: MappingRules,
  read: (id: string, reader: RowReader) => Image,
): MappedRow {
  const fields = readObject(row, ignore);
  if (fields === null) return UNUSABLE;
  const reader = new RowReader(fields, mask);
  const id = usableId(reader.text('id'));
  if (id === undefined) return UNUSABLE;
  const image = read(id, reader);
  return { image, unreadable: reader.unreadable };
}

/** The row's id exactly as the upstream wrote it, for use as a paging marker; `undefined` when it has none. */
export function rawImageId(row: unknown): string | undefined {
  const fields = readObject(row, ignore);
  return fields === null ? undefined : (readText(ownValue(fields, 'id'), ignore) ?? undefined);
}

function usableId(text: string | null): string | undefined {
  if (text === null) return undefined;
  const id = UUID.test(text) ? text.toLowerCase() : text;
  return isImageId(id) ? id : undefined;
}

function ignore(): void {}
