import type { CloudClient } from './cloud-client.js';

const SYSTEMS = [
  ['Ubuntu Server 22.04.3 LTS', 'ubuntu', '22.04', 'linux'],
  ['Rocky Linux 9.2', 'rocky', '9.2', 'linux'],
  ['Debian 12.5 Bookworm', 'debian', '12', 'linux'],
  ['Windows 2022 STD', 'windows', '2022', 'windows'],
  ['CentOS 7.9 한글', 'centos', '7.9', 'linux'],
] as const;
const FORMATS = ['qcow2', 'raw', 'vmdk', 'iso'] as const;

/** What is sent to make the image of a number; the same for the same number. */
export function imageOf(number: number): Readonly<Record<string, unknown>> {
  const [name, distro, version, type] = SYSTEMS[number % SYSTEMS.length]!;
  return {
    ...(number % 11 !== 0 && { name: `${name} (2026.0${1 + (number % 9)}.1${number % 10})` }),
    visibility: number % 3 === 0 ? 'private' : 'public',
    disk_format: FORMATS[number % FORMATS.length],
    container_format: 'bare',
    min_disk: (number % 4) * 10,
    min_ram: (number % 3) * 512,
    protected: false,
    tags: number % 2 === 0 ? ['BASE', `tag ${number % 5}`] : [],
    os_distro: distro,
    os_version: version,
    os_type: type,
    login_username: distro,
    description: number % 7 === 0 ? '' : `no. ${number}, "quoted", 100 %, ä 한`,
    ...(number % 6 === 0 && { os_admin_user: 'root', internal_note: 'for the cloud alone' }),
  };
}

/**
 * Makes images of these numbers: public ones as an administrator, others as the member. Three of four get bytes and
 * become active, the rest stay queued.
 *
 * @returns their ids
 */
export async function makeImages(
  admin: CloudClient,
  member: CloudClient,
  numbers: readonly number[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const number of numbers) {
    const image = imageOf(number);
    const client = image['visibility'] === 'public' ? admin : member;
    const { id } = await client.images<{ id: string }>('POST', '/images', image);
    if (number % 4 !== 3) await client.upload(id, Buffer.alloc(16 + number, number % 256));
    ids.push(id);
    if (ids.length % 50 === 0) process.stdout.write(`${ids.length} of ${numbers.length} images made\n`);
  }
  return ids;
}
