import type { StandInImage } from '../../src/stand-in/stand-in.types.js';

/** A row of the upstream's list, ordinary but for what is given. */
export function aRow(id: string, own: Partial<StandInImage> = {}): StandInImage {
  return {
    id,
    name: id,
    status: 'active',
    diskFormat: 'qcow2',
    isPublic: false,
    protected: false,
    minDisk: 20,
    minRam: 0,
    size: 1_073_741_824,
    createdAt: '2025-01-01T00:00:00.000000',
    updatedAt: '2025-01-01T00:00:00.000000',
    properties: {},
    ...own,
  };
}
