import { SORTABLE } from './query-arbitrary.js';

/** Every parameter of `GET /v1/images` with a value that is right. */
export const RIGHT_VALUES: Readonly<Record<string, string>> = {
  id: 'abc',
  name: 'a+name',
  nameContains: 'a',
  q: 'a+b',
  status: 'active',
  visibility: 'public',
  diskFormat: 'qcow2',
  containerFormat: 'bare',
  osType: 'linux',
  osDistro: 'ubuntu',
  osVersion: '22.04',
  architecture: 'amd64',
  family: 'debian-12',
  tag: 'production',
  property: 'os_type:linux',
  protected: 'true',
  sizeMin: '1GiB',
  sizeMax: '2GiB',
  fitsDisk: '20GB',
  fitsRam: '512MiB',
  createdSince: '2026-03-10',
  createdBefore: '2026-03-11',
  updatedSince: '2026-03-10T00:00:00Z',
  updatedBefore: '2026-03-10T09:00:01%2B09:00',
  source: 'default',
  sort: 'name,-createdAt',
  limit: '10',
  offset: '10',
  fields: 'name,id',
};

/** Parameters of a stated form, in which an empty text is simply not. */
export const TYPED = [
  'id',
  'property',
  'protected',
  'sizeMin',
  'sizeMax',
  'fitsDisk',
  'fitsRam',
  'createdSince',
  'createdBefore',
  'updatedSince',
  'updatedBefore',
  'limit',
  'offset',
];

/** Parameters that hold one value. */
export const SINGLE = [
  ...TYPED.filter((name) => name !== 'id' && name !== 'property'),
  'nameContains',
  'q',
  'sort',
  'fields',
];

/** How long a text may be, in characters. */
export const LONGEST: readonly (readonly [parameter: string, characters: number])[] = [
  ...['name', 'tag'].map((name) => [name, 256] as const),
  ...['nameContains', 'q'].map((name) => [name, 128] as const),
  ...['osType', 'osDistro', 'osVersion', 'architecture', 'family'].map((name) => [name, 64] as const),
];

/** How often a parameter may be given. */
export const MOST: readonly (readonly [parameter: string, values: number])[] = [
  ['id', 100],
  ['name', 50],
  ['tag', 10],
  ['property', 10],
];

const NO_SIZES =
  '-1 %2B5 +5 5+ 1e3 0x10 1.0 1. .5GB 1+GB GB 1gb 1KB 1Gib 1K 1PB 1EiB 1.5.5GB 1,000 1_000 NaN ٣ １';
const NO_INTEGERS = '-1 -0 %2B5 +5 5+ 1e3 0x10 1.0 5. 5,6 0b1 1n 1_0 NaN Infinity null abc ٥ ５ %0A5 5%0A';
const NO_DATES = [
  '2023-02-29 1900-02-29 2100-02-29 2024-02-30 2024-04-31 2024-13-01 2024-00-10 2024-01-00 2300-02-30',
  '2024-1-1 20240101 2024-01 12024-01-01 %2B2024-01-01 -2024-01-01 2024-W01-1 1700000000 now +2024-01-01 2024-01-01+',
  '2024-01-01T00:00:00 2024-01-01T00:00Z 2024-01-01T00Z 2024-01-01T24:00:00Z 2024-01-01T23:60:00Z 2024-01-01Z',
  '2024-01-01T00:00:00.Z 2024-01-01T00:00:00,5Z 2024-01-01T00:00:00%2B24:00 2024-01-01T00:00:00%2B09:60',
  '2024-01-01T00:00:00%2B0900 2024-01-01T00:00:00%2B09 2024-01-01T00:00:00+09:00 2024-01-01T00:00:00UTC',
].join(' ');

/** Values that are not of the stated form, escaped. */
export const ILL_FORMED = perParameter([
  [['sizeMin', 'sizeMax', 'fitsDisk', 'fitsRam'], NO_SIZES.split(' ')],
  [['limit', 'offset'], NO_INTEGERS.split(' ')],
  [['createdSince', 'createdBefore', 'updatedSince', 'updatedBefore'], NO_DATES.split(' ')],
  [['protected'], 'True TRUE 1 0 yes on true+ +true false,true null'.split(' ')],
  [['id'], ['a+b', 'a/b', 'a.b', 'a,b', '가', 'abc%0A', 'a%25', 'x'.repeat(129), 'x'.repeat(300)]],
  [['property'], [':v', '=', 'a+b', 'a/b:c', '가:x', 'key%0A', 'key:%00', 'key%00:v', 'k'.repeat(65)]],
]);

/** Values of the right form that lie outside the bounds. */
export const OUT_OF_BOUNDS = perParameter([
  [['limit'], ['0', '000', '201', '99999999999999999999', '9'.repeat(300)]],
  [['offset'], ['10001', '9007199254740993']],
  [
    ['sizeMin', 'sizeMax', 'fitsDisk', 'fitsRam'],
    ['9007199254740992', '9007199254740991.5B', '8192TiB', '9007.2TB', '9100TB', '9'.repeat(300)],
  ],
  [
    ['createdSince', 'createdBefore', 'updatedSince', 'updatedBefore'],
    [
      '1969-12-31',
      '2201-01-01',
      '2300-01-01T00:00:00Z',
      '0001-01-01',
      '9999-12-31',
      '1969-12-31T23:59:59.999Z',
    ],
  ],
  // 1969 in UTC
  [['createdSince'], ['1970-01-01T00:00:00%2B09:00']],
]);

/** Values at the edge of what is right. */
export const JUST_RIGHT = perParameter([
  [['limit'], ['1', '200', '0200']],
  [['offset'], ['0', '10000', '007']],
  [
    ['sizeMin', 'sizeMax', 'fitsDisk', 'fitsRam'],
    ['0', '0B', '007', '9007199254740991', '8191.999TiB', '1.5GB', '0.5B', '1kB', '1KiB', '1MB', '1.25TB'],
  ],
  [
    ['createdSince', 'createdBefore', 'updatedSince', 'updatedBefore'],
    [
      ...['1970-01-01', '2200-12-31', '2000-02-29', '2024-02-29', '2024-02-29t23:59:59z'],
      ...['2024-01-01T00:00:00-00:00', '2024-01-01T00:00:00%2B23:59', '2200-12-31T23:59:59.999Z'],
      ...['2024-01-01T00:00:00.123456789123Z', '2201-01-01T08:59:59%2B09:00'],
    ],
  ],
  [['protected'], ['true', 'false']],
  [['id'], ['x'.repeat(128), '-', '_', 'A-z_0']],
  [['property'], ['k'.repeat(64), 'key:', 'a.b-c_D:x:y', 'key:line%0Abreak', `k:${'v'.repeat(254)}`]],
  [['status'], ['importing2', 'active']],
  [['diskFormat'], ['wim', 'raw']],
  [['q'], ['a+b+c+d+e+f+g+h', '+a+']],
  [['sort'], ['-name,osVersion,-status', 'minRamBytes']],
  [['nameContains'], ['%25', '%E2%82%AC', '+a+', 'a%0A']],
]);

/** Documented, or of an image of the catalogue that these tests ask. */
const STATES = [
  ...['active', 'deactivated', 'deleted', 'importing', 'importing2', 'killed', 'pending_delete', 'queued'],
  ...['saving', 'unknown', 'uploading'],
];
const VISIBILITIES = ['community', 'private', 'public', 'shared'];

/** Values that nobody knows, and those that may be asked for. */
export const UNKNOWN_VALUES: readonly (readonly [query: string, allowed: readonly string[]])[] = [
  ['status=ACTIVE', STATES],
  ['status=active&status=bogus', STATES],
  ['status=importing3', STATES],
  ['visibility=Public', VISIBILITIES],
  ['source=other', ['default']],
  ['source=DEFAULT', ['default']],
  ['sort=Name', SORTABLE],
  ['sort=--name', SORTABLE],
  ['sort=-', SORTABLE],
  ['sort=+name', SORTABLE],
  ['sort=name:desc', SORTABLE],
  ['sort=id', SORTABLE],
];

/** Names that are slips of the pen, and what they should have been. */
export const SLIPS: readonly (readonly [name: string, nearest: string])[] = [
  ['statuss', 'status'],
  ['Status', 'status'],
  ['osdistro', 'osDistro'],
  ['created_since', 'createdSince'],
  ['id[]', 'id'],
  ['limit[gte]', 'limit'],
  ['sorts', 'sort'],
  ['nameContain', 'nameContains'],
  ['+limit', 'limit'],
  ['field', 'fields'],
];

/** A row for each parameter, as a table of tests has it. */
function perParameter(
  table: readonly (readonly [parameters: readonly string[], values: readonly string[]])[],
): (readonly [parameter: string, values: readonly string[]])[] {
  return table.flatMap(([parameters, values]) =>
    parameters.map((parameter) => [parameter, values.map(escapeLetters)] as const),
  );
}

/** Escapes what no request can carry, and leaves the escapes that are there. */
function escapeLetters(value: string): string {
  return encodeURI(value).replaceAll('%25', '%');
}
