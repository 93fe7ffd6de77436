import { furtherRelease } from './further-release.js';
import { REAL_IMAGES, REAL_USER_IMAGE } from './real-images.js';
import { releaseImage } from './release-image.js';
import { seeded } from './seeded.js';
import type { StandInImage } from './stand-in.types.js';
import { userImage } from './user-image.js';

/**
 * Makes a catalogue: first the 45 real images, the same for every seed, then invented ones: for each further
 * release of the vendor's product lines two user images, with every oddity of name, state or property.
 *
 * The same count and seed give the same rows, and a smaller catalogue is the beginning of a larger one.
 *
 * @param count 0 or more; 100,000 take about a second
 */
export function generateImages(count: number, seed = 1): StandInImage[] {
  const real = realImages();
  const invented = Math.max(0, count - real.length);
  const rows = Array.from({ length: invented }, (_, index) => syntheticImage(String(seed), index));
  return [...real.slice(0, count), ...rows];
}

/**
 * One invented row.
 *
 * @param index counts from 0; a different index or seed gives a different id
 */
export function syntheticImage(seed: string, index: number): StandInImage {
  const own = seeded(`${seed}:${index}`);
  const turn = Math.floor(index / 3);
  const third = index % 3;
  return third === 0 ? releaseImage(furtherRelease(own.random), own) : userImage(own, 2 * turn + third - 1);
}

function realImages(): StandInImage[] {
  return [...REAL_IMAGES.map((release) => releaseImage(release, seeded(release.name))), realUserImage()];
}

function realUserImage(): StandInImage {
  return {
    id: seeded(REAL_USER_IMAGE).id,
    name: REAL_USER_IMAGE,
    status: 'active',
    diskFormat: 'qcow2',
    isPublic: false,
    protected: false,
    minDisk: 20,
    minRam: 0,
    size: 3_221_225_472,
    createdAt: '2025-01-01T12:03:10.482913',
    updatedAt: '2025-01-01T12:09:44.107250',
    properties: {
      os_type: 'linux',
      os_distro: 'ubuntu',
      os_version: 'Server 22.04 LTS',
      purpose: 'github-actions-build',
      app: 'photo-api',
      git_sha: '5f2b1c9e8d7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c',
    },
  };
}
