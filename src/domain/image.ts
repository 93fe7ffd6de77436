/**
 * One machine image in our own words, whatever upstream it came from.
 *
 * A field is always there; `null` says that the upstream does not tell. Times are RFC 3339 in UTC with
 * milliseconds, sizes whole bytes, words of a closed or open enumeration lower case.
 */
export interface Image {
  /** Addressable (`isImageId`); a UUID is in lower case. Unique within its source. */
  readonly id: string;
  /** The id of the configured upstream that lists this image. */
  readonly source: string;
  /** Verbatim, not unique. */
  readonly name: string | null;
  /** Slug of product and release line, for names of the vendor's release grammar; see `family.ts`. */
  readonly family: string | null;
  /** One of `DOCUMENTED.status`, or whatever else the upstream says; `unknown` where it says nothing. */
  readonly status: string;
  readonly visibility: string;
  readonly protected: boolean;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly sizeBytes: number | null;
  readonly sizeText: string | null;
  /** 0 means that there is no minimum. */
  readonly minDiskBytes: number;
  readonly minDiskText: string;
  /** 0 means that there is no minimum. */
  readonly minRamBytes: number;
  readonly minRamText: string;
  readonly osType: string | null;
  readonly osDistro: string | null;
  readonly osVersion: string | null;
  readonly architecture: string | null;
  readonly loginUsername: string | null;
  readonly description: string | null;
  /** `YYYY-MM-DD`. */
  readonly releaseDate: string | null;
  /** Sorted, without repeats. */
  readonly tags: readonly string[];
  readonly checksum: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** Allowed properties only, sorted by key. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Every field of an image, in the order in which answers show them. */
export const IMAGE_FIELDS = [
  'id',
  'source',
  'name',
  'family',
  'status',
  'visibility',
  'protected',
  'diskFormat',
  'containerFormat',
  'sizeBytes',
  'sizeText',
  'minDiskBytes',
  'minDiskText',
  'minRamBytes',
  'minRamText',
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'loginUsername',
  'description',
  'releaseDate',
  'tags',
  'checksum',
  'createdAt',
  'updatedAt',
  'properties',
] as const satisfies readonly (keyof Image)[];

export type ImageField = (typeof IMAGE_FIELDS)[number];

/** Values the upstream APIs document; an open enumeration may hold others (docs/api.md). */
export const DOCUMENTED = {
  status: [
    'active',
    'deactivated',
    'deleted',
    'importing',
    'killed',
    'pending_delete',
    'queued',
    'saving',
    'unknown',
    'uploading',
  ],
  visibility: ['community', 'private', 'public', 'shared'],
  diskFormat: ['aki', 'ami', 'ari', 'iso', 'ploop', 'qcow2', 'raw', 'vdi', 'vhd', 'vhdx', 'vmdk'],
  containerFormat: ['aki', 'ami', 'ari', 'bare', 'compressed', 'docker', 'ova', 'ovf'],
} as const;

export type OpenEnumField = keyof typeof DOCUMENTED;

const IMAGE_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Whether a text can be the id of an image: 1 to 128 letters, digits, `_` or `-`. */
export function isImageId(text: string): boolean {
  return IMAGE_ID.test(text);
}
