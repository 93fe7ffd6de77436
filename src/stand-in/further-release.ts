import type { ProductClass, Release } from './real-images.js';
import type { Random } from './seeded.js';

interface Variant {
  readonly suffix: string;
  readonly productClass: ProductClass;
}

const OS: Variant = { suffix: '', productClass: 'os' };
const GPU: Variant = { suffix: ' with NVIDIA', productClass: 'gpu' };

const LINUX_VARIANTS: readonly Variant[] = [
  OS,
  OS,
  OS,
  GPU,
  { suffix: ' - Container', productClass: 'container' },
  { suffix: ' for NAT', productClass: 'nat' },
  { suffix: ' with MariaDB 10.11.7', productClass: 'app' },
  { suffix: ' with Redis 7.2.4', productClass: 'app' },
];

const WINDOWS_VARIANTS: readonly Variant[] = [
  OS,
  OS,
  GPU,
  { suffix: ' with MS-SQL 2022 Standard', productClass: 'app' },
];

const LINES: readonly ((random: Random) => string)[] = [
  (random) => `Ubuntu Server ${random.pick([18, 20, 22, 24])}.04.${random.int(1, 6)} LTS`,
  (random) => `Rocky Linux ${random.pick([8, 9])}.${random.int(4, 10)}`,
  (random) => `Debian 11.${random.int(1, 11)} Bullseye`,
  (random) => `Debian 12.${random.int(1, 13)} Bookworm`,
  (random) => `CentOS 7.${random.int(5, 9)}`,
  (random) => `Windows ${random.pick(['2012 R2', '2016', '2019', '2022'])} STD`,
];

/** Invents a release of one of the vendor's real product lines; one date in forty has the old spelling. */
export function furtherRelease(random: Random): Release {
  const base = random.pick(LINES)(random);
  const windows = base.startsWith('Windows');
  const { suffix, productClass } = random.pick(windows ? WINDOWS_VARIANTS : LINUX_VARIANTS);
  const language = windows ? ` ${random.pick(['EN', 'KO'])}` : '';
  return { name: `${base}${suffix} (${releaseDate(random)})${language}`, productClass };
}

function releaseDate(random: Random): string {
  const year = random.int(2019, 2026);
  const month = String(random.int(1, year === 2026 ? 6 : 12)).padStart(2, '0');
  const day = String(random.int(1, 28)).padStart(2, '0');
  return random.int(1, 40) === 1 ? `${year}. ${month}. ${day}.` : `${year}.${month}.${day}`;
}
