import type { Image } from '../../src/domain/image.js';

/** An image of the catalogue, ordinary but for what is given. */
export function anImage(id: string, own: Partial<Image> = {}): Image {
  return {
    id,
    source: 'default',
    name: id,
    family: null,
    status: 'active',
    visibility: 'private',
    protected: false,
    diskFormat: 'qcow2',
    containerFormat: null,
    sizeBytes: 1_073_741_824,
    sizeText: '1 GiB',
    minDiskBytes: 0,
    minDiskText: '0 B',
    minRamBytes: 0,
    minRamText: '0 B',
    osType: null,
    osDistro: null,
    osVersion: null,
    architecture: null,
    loginUsername: null,
    description: null,
    releaseDate: null,
    tags: [],
    checksum: null,
    createdAt: '2025-01-01T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
    properties: {},
    ...own,
  };
}
