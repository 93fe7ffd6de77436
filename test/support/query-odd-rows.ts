import type { StandInImage } from '../../src/stand-in/stand-in.types.js';

import { aRow } from './query-row.js';

const NAMES: readonly (string | null)[] = [
  'app v9.9',
  'app v9.10',
  'APP V9.10',
  'app v10',
  'app v009.10',
  'Café au lait',
  'CAFE\u0301 NOIR',
  'cafe creme',
  '한글 이미지'.normalize('NFD'),
  '한글 이미지',
  '가'.repeat(255),
  '가'.repeat(254) + '나',
  'a'.repeat(300),
  '100% *new* (beta) [x].y\\d+ ^$ {1}',
  'web, api, db, cache',
  '👩‍💻 dev box 🏳️‍🌈',
  '🚀 release candidate 🚢',
  'ΟΔΟΣΑ',
  'οδος',
  'İstanbul',
  '   ',
  '\ttabbed',
  'a=b&c=d#e?f/g+h',
  'null',
  '-5',
  null,
  null,
];

const TIMES = [
  '2024-02-29T23:59:59.999999',
  '2024-03-01T00:00:00.000000',
  '2024-03-01T00:00:00.001000',
  '1999-12-31T23:59:59',
  '',
] as const;
const SIZES = [0, 1, 1_005, 1_126, 1_500_000_000, 1_610_612_736, Number.MAX_SAFE_INTEGER, null] as const;
const STATES = ['active', 'importing2', 'QUEUED', 'Importing10', '', 'saving'] as const;
const FORMATS = ['qcow2', 'RAW', 'wim', null] as const;
const PROPERTIES: readonly Readonly<Record<string, string>>[] = [
  { os_distro: 'Alpine', os_version: '3.9', note: 'hidden' },
  { os_distro: 'alpine', os_version: '3.10', os_admin: 'a:b:c' },
  { os_distro: 'ALPINE', os_version: 'v3.10', os_note: '' },
  { os_type: 'BSD', os_version: '가'.repeat(60), description: '운영 서버, "내부용"' },
  { ['__proto__']: 'polluted', constructor: 'x', os_admin: '웹 서버' },
  {},
];

/**
 * Images that are rare, one of each kind and each kind with each other: hard names, times on the edge of a
 * day, sizes that a double cannot halve, states nobody documented, ids that are no UUIDs.
 */
export function oddRows(count = NAMES.length * 2): StandInImage[] {
  return Array.from({ length: count }, (_, at) =>
    aRow(idOf(at), {
      name: pick(NAMES, at),
      status: pick(STATES, at),
      diskFormat: pick(FORMATS, at),
      isPublic: at % 3 === 0,
      protected: at % 4 === 0,
      minDisk: at % 5,
      minRam: pick([0, 512, 1_024, 1_025], at),
      size: pick(SIZES, at),
      createdAt: pick(TIMES, at),
      updatedAt: pick(TIMES, at + 1),
      properties: pick(PROPERTIES, at + Math.floor(at / 6)),
    }),
  );
}

/** Pairs that differ in case only are different images. */
function idOf(at: number): string {
  const name = `odd_${Math.floor(at / 2)}-${at === 10 ? 'x'.repeat(100) : 'Image'}`;
  return at % 2 === 0 ? name : name.toUpperCase();
}

function pick<T>(values: readonly T[], at: number): T {
  // the place is within the list
  return values[at % values.length] as T;
}
