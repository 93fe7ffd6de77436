import { seeded } from '../seeded.js';
import type { StandInImage } from '../stand-in.types.js';
import { DEMO_ACCOUNT, VENDOR_PROJECT } from './demo-account.js';
import type { GlanceRow } from './openstack.types.js';

/**
 * The same images as a Glance lists them: public ones of the vendor, the others of the demo's project.
 *
 * Every row has `locations` and `direct_url` as well, which hold a password, as in a cloud whose operator shows them.
 */
export function glanceRows(images: readonly StandInImage[]): GlanceRow[] {
  return images.map(glanceRow);
}

function glanceRow({ id, name, status, size, properties, ...image }: StandInImage): GlanceRow {
  const isThere = status === 'active' || status === 'deactivated';
  const at = `rbd://${STORAGE_PASSWORD}@storage/images/${id}/snap`;
  return {
    ...properties,
    id,
    name,
    status,
    visibility: image.isPublic ? 'public' : 'private',
    owner: image.isPublic ? VENDOR_PROJECT : DEMO_ACCOUNT.project.id,
    protected: image.protected,
    os_hidden: false,
    tags: image.isPublic ? ['BASE'] : [],
    disk_format: image.diskFormat,
    container_format: image.diskFormat === null ? null : 'bare',
    size: isThere ? size : null,
    virtual_size: null,
    min_disk: image.minDisk,
    min_ram: image.minRam,
    checksum: isThere ? checksumOf(id) : null,
    os_hash_algo: isThere ? 'sha512' : null,
    os_hash_value: isThere ? checksumOf(`${id}:sha512`).repeat(4) : null,
    created_at: wholeSeconds(image.createdAt),
    updated_at: wholeSeconds(image.updatedAt),
    self: `/v2/images/${id}`,
    file: `/v2/images/${id}/file`,
    schema: '/v2/schemas/image',
    stores: 'rbd',
    direct_url: at,
    locations: isThere ? [{ url: at, metadata: { store: 'rbd' } }] : [],
  };
}

/** In the addresses of every row; nobody but the cloud may see it. */
export const STORAGE_PASSWORD = 'storage-password-of-the-cloud';

function checksumOf(key: string): string {
  return seeded(key).id.replaceAll('-', '');
}

function wholeSeconds(naive: string): string {
  return `${naive.slice(0, 19)}Z`;
}
