import { naiveTime } from './naive-time.js';
import { inTurn, type Random, type Seeded } from './seeded.js';
import type { StandInImage } from './stand-in.types.js';

const EARLIEST = Date.UTC(2018, 0, 1);
const LATEST = Date.UTC(2026, 5, 30);
const HOUR = 3_600_000;

/** In turn, so that a small catalogue has every state and most of it is usable. */
const STATUSES = [
  'active',
  'active',
  'queued',
  'active',
  'saving',
  'active',
  'deactivated',
  'active',
  'killed',
  'active',
  'pending_delete',
] as const;

const NAMES: readonly ((random: Random) => string | null)[] = [
  () => '웹서버 기본 이미지',
  () => '🚀 release candidate 🚢',
  () => 'web, api, db',
  () => `Bob's "golden" image`,
  () => '<script>alert(1)</script>',
  () => '  leading blanks',
  () => 'trailing blanks  ',
  () => 'long-name-'.repeat(25) + '12345',
  () => null,
  () => '',
  () => 'Ubuntu Image',
  () => 'golden-base',
  () => 'GOLDEN-BASE',
  () => '=HYPERLINK("http://example.test")',
  () => '100%_ready\\n',
  () => 'two\nlines\tand a tab',
  () => 'caf\u00e9 and cafe\u0301',
  () => 'صورة الخادم',
  () => '1e3',
  (random) => `photo-api-${random.int(2023, 2026)}0${random.int(1, 6)}${random.int(10, 28)}-120000`,
  (random) => `team-${random.int(1, 40)}-golden-v${random.int(1, 30)}`,
  (random) => `결제 서버 ${random.int(1, 200)}차 배포`,
  (random) => `backup-${random.int(1, 100_000)}`,
];

const PROPERTIES: readonly ((random: Random) => Readonly<Record<string, string>>)[] = [
  () => ({}),
  () => ({ os_type: 'linux', os_distro: 'ubuntu', os_version: 'Server 22.04 LTS' }),
  () => ({ os_type: 'Linux', os_distro: 'Rocky Linux', os_version: '9.5', os_architecture: 'x86_64' }),
  () => ({ os_type: 'Windows', os_distro: 'Windows', os_version: '2022 STD', login_username: '' }),
  () => ({ os_distro: 'CentOS Linux', os_version: '7.9', description: '운영, "내부용"' }),
  (random) => ({
    os_type: 'linux',
    os_architecture: 'aarch64',
    purpose: 'github-actions-build',
    app: 'photo-api',
    git_sha: random
      .int(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0'),
  }),
];

/**
 * Makes the row of an image that a project's own people made: free text for a name, any state, any format.
 *
 * @param turn counts from 0; names, states and properties are taken in turn
 */
export function userImage({ id, random }: Seeded, turn: number): StandInImage {
  const status = inTurn(STATUSES, turn);
  const created = random.int(EARLIEST, LATEST);
  return {
    id,
    name: inTurn(NAMES, turn)(random),
    status,
    diskFormat: status === 'queued' ? null : random.pick(['qcow2', 'qcow2', 'raw', 'vmdk', 'vhd', 'iso']),
    isPublic: random.int(1, 20) === 1,
    protected: random.int(1, 5) === 1,
    minDisk: random.pick([0, 20, 50, 100]),
    minRam: random.pick([0, 0, 512, 2048]),
    size: sizeOf(status, random),
    createdAt: naiveTime(created, random.int(0, 999)),
    updatedAt: naiveTime(created + random.int(1, 900) * HOUR, random.int(0, 999)),
    properties: inTurn(PROPERTIES, turn)(random),
  };
}

function sizeOf(status: (typeof STATUSES)[number], random: Random): number | null {
  if (status === 'active' || status === 'deactivated') return random.int(1, 60 * 1024 ** 3);
  return status === 'saving' ? random.pick([0, null]) : null;
}
