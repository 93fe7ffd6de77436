import { imagesOf } from '../../../test/support/a-snapshot.js';
import { anImage } from '../../../test/support/query-image.js';
import { CatalogSnapshot } from '../catalog-snapshot.js';
import { prepareCatalog } from './prepare-catalog.js';
import { prepareRows } from './prepare-rows.js';
import { transferablesOf } from './prepared-catalog.js';

const IMAGES = [anImage('a', { name: '웹 서버' }), anImage('b', { tags: ['x'] })];

describe('a prepared catalogue', () => {
  it('is moved to another thread as a whole, and none of it is copied', () => {
    const prepared = prepareCatalog(prepareRows(IMAGES));
    const moved = structuredClone(prepared, { transfer: transferablesOf(prepared) });
    expect(imagesOf(new CatalogSnapshot(moved, 0))).toEqual(IMAGES);
    // what was moved is gone here, so that nothing was left behind to be copied
    expect(transferablesOf(prepared).every(({ byteLength }) => byteLength === 0)).toBe(true);
    expect(transferablesOf(moved).some(({ byteLength }) => byteLength > 0)).toBe(true);
  });

  it('shares no buffer between two of its arrays', () => {
    const buffers = transferablesOf(prepareCatalog(prepareRows(IMAGES)));
    expect(new Set(buffers).size).toBe(buffers.length);
  });
});
