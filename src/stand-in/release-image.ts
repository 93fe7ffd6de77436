import { naiveTime } from './naive-time.js';
import type { Release } from './real-images.js';
import { releaseProperties } from './release-properties.js';
import type { Seeded } from './seeded.js';
import type { StandInImage } from './stand-in.types.js';

const DATED_NAME = /^(.+?)\s?\((\d{4})\.\s?(\d{2})\.\s?(\d{2})\.?\)(?:\s([A-Z]{2}))?$/;
const HOUR = 3_600_000;
const MIB = 1024 ** 2;

/**
 * Makes the row of a public image: active, protected, created the day before the date in its name.
 *
 * @param seed where a missing id, size and time of day come from
 * @throws RangeError when the name carries no date
 */
export function releaseImage(release: Release, seed: Seeded): StandInImage {
  const { base, date, description } = parseName(release.name);
  const { id, random } = seed;
  const windows = base.startsWith('Windows');
  const created = Date.parse(date) - random.int(1, 24) * HOUR + random.int(0, 3_599) * 1000;
  const size = windows ? random.int(9_000, 20_000) * MIB : random.int(700, 6_000) * MIB;
  return {
    id: release.id ?? id,
    name: release.name,
    status: 'active',
    diskFormat: 'qcow2',
    isPublic: true,
    protected: true,
    minDisk: windows ? 50 : 20,
    minRam: 0,
    size: release.size ?? size,
    createdAt: release.createdAt ?? naiveTime(created),
    updatedAt: release.updatedAt ?? naiveTime(created + 20 * HOUR),
    properties: releaseProperties({
      base,
      productClass: release.productClass,
      date,
      description,
      agentKey: id.replaceAll('-', ''),
    }),
  };
}

function parseName(name: string): { base: string; date: string; description: string } {
  const [, base = '', year = '', month = '', day = '', language] = DATED_NAME.exec(name) ?? [];
  if (base === '') throw new RangeError(`no release date in the name ${name}`);
  const description = language === undefined ? name : name.slice(0, -language.length - 1);
  return { base, date: `${year}-${month}-${day}`, description };
}
